import JSON
import Testing

@Suite struct DecodingTests {
    struct Rule: Codable, Hashable {
        var host: String?
        var port: UInt16
        var weights: [String: Double]?
    }

    struct Sample: Codable, Hashable {
        enum Mode: String, Codable { case fast, slow }
        var name: String
        var count: Int
        var mode: Mode
        var rules: [Rule]
        var anything: JSONValue?
        var big: UInt64?
        var ratio: Float?
        var flags: [Bool?]?
    }

    @Test func `members are read, unknown ones ignored, null is absent`() throws {
        let text = #"""
            {"name":"a\u0062","unknown":{"x":[1,2,{"y":"}"}]},"count":3,"mode":"slow","rules":[{"host":null,"port":80},{"host":"h","port":65535,"weights":{"x":1,"y":0.5}}],
             "anything":{"k":[1,"2",null]},"big":18446744073709551615,"ratio":0.1,"flags":[true,null,false]}
            """#
        let sample = try JSONReader.decode(Sample.self, from: text)
        let expected = Sample(
            name: "ab", count: 3, mode: .slow, rules: [Rule(port: 80), Rule(host: "h", port: 65535, weights: ["x": 1, "y": 0.5])],
            anything: ["k": [1, "2", .null]], big: .max, ratio: 0.1, flags: [true, nil, false])
        #expect(sample == expected)
    }

    @Test(
        arguments: [
            (#"{"count":3,"mode":"slow","rules":[]}"#, "name: is required, but missing"),
            (#"{"name":null,"count":3,"mode":"slow","rules":[]}"#, "name: expected a string, found null"),
            (#"{"name":"a","count":"3","mode":"slow","rules":[]}"#, "count: expected a whole number, found a string"),
            (
                #"{"name":"a","count":3.5,"mode":"slow","rules":[]}"#,
                "count: expected a whole number from -9223372036854775808 to 9223372036854775807, found 3.5"
            ),
            (
                #"{"name":"a","count":3,"mode":"slow","rules":[{"port":80},{"port":70000}]}"#,
                "rules[1].port: expected a whole number from 0 to 65535, found 70000"
            ),
            (#"{"name":"a","count":3,"mode":"slow","rules":[{"port":80},{}]}"#, "rules[1].port: is required, but missing"),
            (#"{"name":"a","count":3,"mode":"slow","rules":{}}"#, "rules: expected an array, found an object"),
            (#"{"name":"a","count":3,"mode":"slow","rules":[7]}"#, "rules[0]: expected an object, found a number"),
            (
                #"{"name":"a","count":3,"mode":"slow","rules":[{"port":1,"weights":{"a.b":true}}]}"#,
                #"rules[0].weights["a.b"]: expected a number, found a boolean"#
            ),
            ("[]", "expected an object, found an array"),
            ("{", "line 1, column 2: expected a member name in quotation marks, found the end of the text"),
        ])
    func `an error names the path and the cause`(text: String, description: String) {
        let error = #expect(throws: JSONError.self) { try JSONReader.decode(Sample.self, from: text) }
        #expect(error?.description == description)
    }

    @Test func `a word that an enumeration does not know is named`() {
        let error = #expect(throws: JSONError.self) {
            try JSONReader.decode(Sample.self, from: #"{"name":"a","count":1,"mode":"warp","rules":[]}"#)
        }
        #expect(error?.path == "mode" && error?.code == .invalid && error?.message.contains("warp") == true)
    }

    @Test func `large objects are read through a table, the last of equal names counts`() throws {
        let members = (0..<500).map { "\"k\($0)\":\($0)" } + ["\"k7\":-7"]
        let read = try JSONReader.decode([String: Int].self, from: "{\(members.joined(separator: ","))}")
        #expect(read.count == 500 && read["k499"] == 499 && read["k7"] == -7)
        #expect(try JSONReader.decode([String: Int].self, from: #"{"a":1,"a":2}"#) == ["a": 2])
    }

    @Test(arguments: ["0", "255", "255.0", "2.55e2"])
    func `a whole number may be written in any way`(text: String) throws {
        #expect([0, 255].contains(try JSONReader.decode(UInt8.self, from: text)))
    }

    @Test(arguments: ["256", "-1", "0.5", "1e300", "99999999999999999999999"])
    func `a number that does not fit is refused, never cut`(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.decode(UInt8.self, from: text) }
    }

    @Test func `an array that ends too early is named`() {
        struct Pair: Decodable {
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                _ = try list.decode(Int.self)
                _ = try list.decode(Int.self)
            }
        }
        let error = #expect(throws: JSONError.self) { try JSONReader.decode([Pair].self, from: "[[1,2],[1]]") }
        #expect(error?.path == "[1][1]" && error?.code == .missing)
    }

    @Test func `a value is decoded as a text is`() throws {
        let value: JSONValue = ["host": "h", "port": 8080]
        #expect(try value.decode(Rule.self) == Rule(host: "h", port: 8080))
        let error = #expect(throws: JSONError.self) { try value.decode([Int].self) }
        #expect(error?.code == .mismatch)
    }
}
