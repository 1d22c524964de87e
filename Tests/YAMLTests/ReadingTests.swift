import JSON
import Testing
import YAML

@Suite struct ReadingTests {
    @Test(
        arguments: [
            ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("n", "n"), ("true", true), ("True", true), ("FALSE", false), ("tRue", "tRue"),
            ("null", .null), ("~", .null), ("", .null), ("Null", .null), ("nil", "nil"), ("12", 12), ("-3", -3), ("+4", 4), ("0644", 644),
            ("0o17", 15),
            ("0x1F", 31), ("0x", "0x"), ("0o8", "0o8"), ("1_000", "1_000"), ("190:20:30", "190:20:30"), ("1.5", 1.5), ("1.", .double(1)),
            (".5", 0.5),
            ("-.5", -0.5), ("1e3", .double(1000)), ("1.e+3", .double(1000)), (".inf", ".inf"), (".nan", ".nan"), (".", "."), ("-", "-x"),
            ("1e", "1e"), ("e3", "e3"),
            ("2018-08-31", "2018-08-31"), ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"), ("10.0.0.1", "10.0.0.1"),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1e999", "1e999"),
            ("\"12\"", "12"), ("'true'", "true"), ("\"\"", ""), ("!!str 12", "12"), ("! 12", "12"), ("!!int 12", 12),
            ("!!float 1", .double(1)), ("!!bool true", true), ("!!null ''", .null),
            ("<<", "<<"), ("\"\\u00e9\\x41\"", "éA"),
        ] as [(String, JSONValue)])
    func `a scalar is what the core schema of YAML 1.2 says`(text: String, value: JSONValue) throws {
        let text = text == "-" ? "-x" : text
        #expect(try YAMLReader.value("k: \(text)") == ["k": value])
    }

    @Test func `a Heat template keeps its version a string`() throws {
        let template = """
            heat_template_version: 2018-08-31
            parameters:
              replicas: {type: number, default: 2}
            resources:
              a:
                type: OS::Nova::Server
                properties:
                  user_data: |
                    #!/bin/sh
                    echo yes && ls *

                  names: [a, "b", 3]
            """
        let value = try YAMLReader.value(template)
        #expect(value["heat_template_version"] == "2018-08-31")
        #expect(value["parameters"]?["replicas"]?["default"] == 2)
        #expect(value["resources"]?["a"]?["properties"]?["user_data"] == "#!/bin/sh\necho yes && ls *\n")
        #expect(value["resources"]?["a"]?["properties"]?["names"] == ["a", "b", 3])
    }

    @Test func `several documents are read, empty ones left out`() throws {
        #expect(try YAMLReader.values("---\na: 1\n---\n# nothing\n---\n- 2\n...\n") == [["a": 1], [2]])
        #expect(try YAMLReader.values("# only a comment\n") == [])
        #expect(try YAMLReader.value("") == .null)
        let error = #expect(throws: YAMLError.self) { try YAMLReader.value("a: 1\n---\nb: 2") }
        #expect(error?.message.contains("2") == true)
    }

    @Test func `JSON is YAML`() throws {
        let value: JSONValue = ["a": [1, 1.5, true, .null, "x\n\u{1}é"], "b": [:], "c": []]
        #expect(try YAMLReader.value(value.serialized()) == value)
    }

    @Test func `aliases and merge keys are followed, own members win`() throws {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 9}
            two:
              <<: [*base, *more]
            copy: *base
            """
        let value = try YAMLReader.value(text)
        #expect(value["one"] == ["a": 1, "b": 9])
        #expect(value["two"] == ["a": 1, "b": 2, "c": 4])
        #expect(value["copy"] == ["a": 1, "b": 2])
        #expect(throws: YAMLError.self) { try YAMLReader.value("a: {<<: 3}") }
    }

    @Test(
        arguments: [
            ("a: [1, 2", 2, 1), ("a: 1\n b: 2", 2, 3), ("a: 1\na: 2", 1, 1), ("a: *none", 1, 4), ("a:\n\t- b", 2, 1), ("{[a]: 1}", 1, 2),
            ("a: !foo 1", 1, 4),
            ("a: !!int x", 1, 4), ("\"abc", 1, 5), ("a: &x [*x]", 1, 8), ("ok: 1\nbad: \"\\q\"", 2, 7),
        ])
    func `what is not YAML is refused with its place`(text: String, line: Int, column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAMLReader.value(text) }
        #expect(error?.line == line && error?.column == column, "\(String(describing: error))")
    }

    @Test func `an alias bomb is refused at once`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        let clock = ContinuousClock()
        let start = clock.now
        let error = #expect(throws: YAMLError.self) { try YAMLReader.value(text) }
        #expect(error?.message == "aliases expand to more than is read" && error?.line != nil)
        #expect(start.duration(to: clock.now) < .seconds(20))
    }

    @Test func `sizes and depths have limits`() {
        #expect(throws: YAMLError.self) { try YAMLReader.value("abc", limits: YAMLLimits(bytes: 2)) }
        for depth in [600, 5_000, 100_000] {
            #expect(throws: YAMLError.self) {
                try YAMLReader.value(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
            }
        }
        #expect(throws: YAMLError.self) { try YAMLReader.value([0x61, 0xFF]) }
    }

    @Test func `a document is decoded, and an error names the path`() throws {
        struct Cloud: Decodable {
            var name: String
            var ports: [Int]
        }
        #expect(try YAMLReader.decode(Cloud.self, from: "name: lab\nports: [1, 2]").ports == [1, 2])
        let error = #expect(throws: JSONError.self) { try YAMLReader.decode(Cloud.self, from: "name: lab\nports: [1, x]") }
        #expect(error?.path == "ports[1]")
    }
}
