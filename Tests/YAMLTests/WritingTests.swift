import JSON
import TestSupport
import Testing
import YAML

@Suite struct WritingTests {
    @Test func `people read block style, sorted, with literal blocks`() {
        let value: JSONValue = [
            "kind": "Ingress", "metadata": ["name": "hello", "labels": [:], "annotations": ["ake.adtech.cyberagent.io/x": "3"]],
            "spec": [
                "rules": [["host": "a.example", "ports": [80, 443]], ["host": "b"]], "script": "#!/bin/sh\nexit 0\n", "none": .null,
                "list": [[1], []],
            ],
        ]
        #expect(
            YAMLWriter.string(value) == """
                kind: Ingress
                metadata:
                  annotations:
                    ake.adtech.cyberagent.io/x: "3"
                  labels: {}
                  name: hello
                spec:
                  list:
                  - - 1
                  - []
                  none: null
                  rules:
                  - host: a.example
                    ports:
                    - 80
                    - 443
                  - host: b
                  script: |
                    #!/bin/sh
                    exit 0

                """)
    }

    @Test(
        arguments: [
            ("yes", "\"yes\""), ("No", "\"No\""), ("null", "\"null\""), ("", "\"\""), ("12", "\"12\""), ("1e3", "\"1e3\""),
            ("2018-08-31", "\"2018-08-31\""),
            ("0x1f", "\"0x1f\""), ("1:30", "\"1:30\""), ("10.0.0.1", "10.0.0.1"), ("10.0.0.0/8", "10.0.0.0/8"), ("a b", "a b"),
            ("a: b", "\"a: b\""), ("a #b", "\"a #b\""),
            ("https://x.example:80/p", "https://x.example:80/p"), ("- a", "\"- a\""), ("a:", "\"a:\""), (" a", "\" a\""), ("a ", "\"a \""),
            ("*a", "\"*a\""), ("!a", "\"!a\""), ("日本", "日本"),
            ("CREATE_COMPLETE", "CREATE_COMPLETE"), ("\u{85}", "\"\\u0085\""),
        ])
    func `a string is quoted where some YAML version would take it for something else`(text: String, written: String) {
        #expect(YAMLWriter.string(.string(text)) == written + "\n")
    }

    @Test(
        arguments: [
            "a\nb", "a\nb\n", "a\n\n", "\na", " a\nb", "a \nb", "a\n\tb\n", "\n", "a\r\nb", "a\n\nb\n", "a\u{FEFF}\nb", "tab\there",
            "é😀\u{2028}x\n", "---\na\n", "... \n# no\n", "\"q\"\n'r'",
        ])
    func `a longer text comes back as it was`(text: String) throws {
        let value: JSONValue = ["k": .string(text), "list": [.string(text), ["n": .string(text)]], text: 1]
        #expect(try YAMLReader.value(YAMLWriter.string(value)) == value)
    }

    @Test(arguments: 0..<30)
    func `whatever is written is read again as the same`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<40 {
            let value = randomValue(&random, depth: 0)
            #expect(try YAMLReader.value(YAMLWriter.string(value)) == value, "\(value)")
        }
        let documents: [JSONValue] = [["a": 1], ["b": "x\ny"]]
        #expect(try YAMLReader.values(YAMLWriter.string(documents: documents)) == documents)
    }

    private func randomValue(_ random: inout SplitMix, depth: Int) -> JSONValue {
        let pieces = [
            "a", "yes", " ", "\n", ":", "#", "- ", "'", "\"", "0", "1.5", "é", "\t", "{", "]", ",", "&", "*", "%", "@", "`", "|", ">", "~",
            "\\", "\u{1}", "?",
        ]
        func text() -> String {
            (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        }
        switch Int.random(in: depth > 3 ? 2...5 : 0...6, using: &random) {
        case 0: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in randomValue(&random, depth: depth + 1) })
        case 1, 6:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &random) { members[text() + "k"] = randomValue(&random, depth: depth + 1) }
            return .object(members)
        case 2: return .integer(Int64.random(in: -1000...1000, using: &random))
        case 3: return .double(Double.random(in: -10...10, using: &random))
        case 4: return .bool(Bool.random(using: &random))
        default: return .string(text())
        }
    }
}
