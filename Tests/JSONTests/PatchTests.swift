import JSON
import Testing

@Suite struct PatchTests {
    // The table of RFC 7386, appendix A.
    @Test(
        arguments: [
            (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
            (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
            (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#), (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
            (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#), (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
            (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#), (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
            (#"{"a":"foo"}"#, #""bar""#, #""bar""#), (#"{"e":null}"#, #"{"a":1}"#, #"{"a":1,"e":null}"#),
            (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
            (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        ])
    func `a merge patch does what RFC 7386 says`(target: String, patch: String, result: String) throws {
        let value = try JSONMergePatch.applying(JSONValue(parsing: patch), to: JSONValue(parsing: target))
        #expect(value.serializedString == result)
    }

    @Test(
        arguments: [
            (["a": 1, "b": 2], ["a": 1, "b": 3], ["b": 3]), (["a": 1], [:], ["a": .null]),
            (["a": ["x": 1, "y": 2]], ["a": ["x": 1]], ["a": ["y": .null]]),
            (["a": [1]], ["a": [1, 2]], ["a": [1, 2]]), (["a": 1], ["a": 1], [:]), ([1], ["a": 1], ["a": 1]),
            (["a": 1], ["a": ["b": 1]], ["a": ["b": 1]]),
        ] as [(JSONValue, JSONValue, JSONValue)])
    func `a difference is the smallest patch that leads there`(source: JSONValue, target: JSONValue, patch: JSONValue) {
        #expect(JSONMergePatch.difference(from: source, to: target) == patch)
        var value = source
        JSONMergePatch.apply(patch, to: &value)
        #expect(value == target)
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
            (#"{"l":[1,3]}"#, #"[{"op":"add","path":"/l/1","value":2},{"op":"add","path":"/l/-","value":4}]"#, #"{"l":[1,2,3,4]}"#),
            (#"{"a":1}"#, #"[{"op":"add","path":"","value":[1]}]"#, "[1]"),
            (#"{"a":1,"b":[1,2]}"#, #"[{"op":"remove","path":"/a"},{"op":"remove","path":"/b/0"}]"#, #"{"b":[2]}"#),
            (#"{"a":{"b":1}}"#, #"[{"op":"replace","path":"/a/b","value":null}]"#, #"{"a":{"b":null}}"#),
            (#"{"a":{"x":1},"b":{}}"#, #"[{"op":"move","from":"/a/x","path":"/b/y"}]"#, #"{"a":{},"b":{"y":1}}"#),
            (#"{"l":[1,2,3]}"#, #"[{"op":"move","from":"/l/0","path":"/l/2"}]"#, #"{"l":[2,3,1]}"#),
            (#"{"a":{"x":1}}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":{"x":1},"b":{"x":1}}"#),
            (#"{"a/b":1,"m~n":2}"#, #"[{"op":"test","path":"/a~1b","value":1.0},{"op":"remove","path":"/m~0n"}]"#, #"{"a/b":1}"#),
            (#"{"":{"":1}}"#, #"[{"op":"replace","path":"//","value":2}]"#, #"{"":{"":2}}"#),
            (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/a"}]"#, #"{"a":1}"#),
        ])
    func `a JSON patch does what RFC 6902 says`(target: String, patch: String, result: String) throws {
        let patch = try JSONPatch(JSONValue(parsing: patch))
        #expect(try patch.apply(to: JSONValue(parsing: target)).serializedString == result)
    }

    @Test(
        arguments: [
            (#"[{"op":"remove","path":"/x"}]"#, "[0]: there is nothing at /x"),
            (#"[{"op":"replace","path":"/x","value":1}]"#, "[0]: there is nothing at /x"),
            (#"[{"op":"add","path":"/l/9","value":1}]"#, "[0]: there is nothing at /l/9"),
            (#"[{"op":"add","path":"/l/01","value":1}]"#, "[0]: there is nothing at /l/01"),
            (#"[{"op":"remove","path":"/l/-"}]"#, "[0]: there is nothing at /l/-"),
            (#"[{"op":"add","path":"/a/b/c","value":1}]"#, "[0]: there is nothing at /a/b/c"),
            (#"[{"op":"test","path":"/a","value":1},{"op":"test","path":"/a","value":2}]"#, "[1]: test failed: /a is another one"),
            (#"[{"op":"move","from":"/o","path":"/o/x"}]"#, "[0]: /o cannot be moved into itself, to /o/x"),
            (#"[{"op":"add","path":"a","value":1}]"#, #"[0]: the JSON pointer "a" must be empty or start with /"#),
            (#"[{"op":"add","path":"/a~2","value":1}]"#, #"[0]: the JSON pointer "/a~2" has a ~ that is neither ~0 nor ~1"#),
            (#"[{"op":"add","path":"/a"}]"#, #"[0]: the operation needs a "value""#),
            (#"[{"op":"grow","path":"/a"}]"#, #"[0]: "op" must be add, remove, replace, move, copy or test, not "grow""#),
            (#"{}"#, "a JSON patch is an array of operations, found an object"),
        ])
    func `a patch that does not fit names its operation`(patch: String, description: String) throws {
        let target: JSONValue = ["a": 1, "l": [1], "o": ["p": 1]]
        let error = #expect(throws: JSONError.self) { try JSONPatch(JSONValue(parsing: patch)).apply(to: target) }
        #expect(error?.description == description)
    }

    @Test func `a pointer is written as it is read`() throws {
        for text in ["", "/", "/a/0/b~1c/~0", "//"] { #expect(try JSONPointer(text).description == text) }
    }
}
