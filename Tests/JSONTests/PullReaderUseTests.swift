import JSON
import Testing

/// What types may do with a reader, wisely or not.
@Suite struct PullReaderUseTests {
    /// Takes the first element of an array and leaves the rest.
    private struct First: JSONProjectable {
        var value = 0
        init(reading reader: inout JSONPullReader) throws(JSONError) {
            try reader.beginArray()
            if try reader.nextElement() { value = try reader.integer() }
        }
    }

    /// Goes into a member of an object of objects and comes back in the middle.
    private struct Deep: JSONProjectable {
        var found = ""
        init(reading reader: inout JSONPullReader) throws(JSONError) {
            try reader.beginObject()
            while let name = try reader.nextMember() {
                if name == "in" {
                    try reader.beginObject()
                    if let inner = try reader.nextMember() { found = inner }
                    return
                }
            }
        }
    }

    /// Takes nothing at all.
    private struct Nothing: JSONProjectable {
        init(reading reader: inout JSONPullReader) {}
    }

    private struct Pair<Left: JSONProjectable, Right: JSONProjectable>: JSONProjectable {
        var left: Left?
        var right: Right?
        init(reading reader: inout JSONPullReader) throws(JSONError) {
            try reader.beginArray()
            if try reader.nextElement() { left = try reader.read() }
            if try reader.nextElement() { right = try reader.read() }
        }
    }

    private func read<T: JSONProjectable>(_ type: T.Type, _ text: String) throws(JSONError) -> T {
        try JSONReader.project(type, from: Array(text.utf8))
    }

    @Test func `what a type leaves is passed over`() throws {
        let pair = try read(Pair<First, First>.self, "[[1,2,{\"x\":[3]}],[4,5],[6]]")
        #expect(pair.left?.value == 1 && pair.right?.value == 4)
        let deep = try read(Pair<Deep, First>.self, #"[{"a":[1],"in":{"b":{"c":1},"d":2},"e":3},[9]]"#)
        #expect(deep.left?.found == "b" && deep.right?.value == 9)
        #expect(try read(Pair<Nothing, First>.self, "[{\"a\":[1,2]}, [7]]").right?.value == 7)
        #expect(try read(Pair<First, First>.self, "[]").left == nil)
    }

    @Test(arguments: ["[[1,2", "[[1,2}", "[[1,oops],[2]]", "[[1] [2]]", "[[1],[2]", "[[1],[2]]]"])
    func `what a type leaves is checked all the same`(text: String) {
        #expect(throws: JSONError.self) { try read(Pair<First, First>.self, text) }
    }

    /// Uses the reader in an order that makes no sense.
    private struct Misuse<Step: MisuseStep>: JSONProjectable {
        init(reading reader: inout JSONPullReader) throws(JSONError) { try Step.run(&reader) }
    }

    private protocol MisuseStep {
        static func run(_ reader: inout JSONPullReader) throws(JSONError)
    }

    private enum TwoValues: MisuseStep {
        static func run(_ reader: inout JSONPullReader) throws(JSONError) {
            try reader.skip()
            _ = try reader.string()
        }
    }

    private enum ElementOfObject: MisuseStep {
        static func run(_ reader: inout JSONPullReader) throws(JSONError) {
            try reader.beginObject()
            _ = try reader.nextElement()
        }
    }

    private enum ValueBeforeMember: MisuseStep {
        static func run(_ reader: inout JSONPullReader) throws(JSONError) {
            try reader.beginObject()
            _ = try reader.integer(Int.self)
        }
    }

    @Test func `a reader that is used out of order refuses, it never traps`() {
        #expect(throws: JSONError.self) { try read(Misuse<TwoValues>.self, "\"a\"") }
        #expect(throws: JSONError.self) { try read(Misuse<ElementOfObject>.self, "{\"a\":1}") }
        #expect(throws: JSONError.self) { try read(Misuse<ValueBeforeMember>.self, "{\"a\":1}") }
    }

    /// Asks for more than its own value holds.
    private struct Greedy: JSONProjectable {
        var count = 0
        init(reading reader: inout JSONPullReader) throws(JSONError) {
            try reader.beginArray()
            while try reader.nextElement() { count += 1 }
            while try reader.nextElement() { count += 100 }
        }
    }

    @Test func `a type reaches nothing around its own value`() throws {
        let pair = try read(Pair<Greedy, Greedy>.self, "[[1,2,3],[4],5,6]")
        #expect(pair.left?.count == 3 && pair.right?.count == 1)
    }

    @Test func `numbers are read to the last digit or refused`() throws {
        struct Number<T: FixedWidthInteger & Sendable>: JSONProjectable {
            var value: T
            init(reading reader: inout JSONPullReader) throws(JSONError) { value = try reader.integer() }
        }
        #expect(try read(Number<Int64>.self, "-9223372036854775808").value == .min)
        #expect(try read(Number<UInt64>.self, "18446744073709551615").value == .max)
        #expect(try read(Number<Int64>.self, "999999999999999999").value == 999_999_999_999_999_999)
        #expect(try read(Number<UInt8>.self, "2.55e2").value == 255)
        for text in ["9223372036854775808", "-9223372036854775809", "0.5", "1e300"] {
            #expect(throws: JSONError.self) { try read(Number<Int64>.self, text) }
        }
    }

    @Test func `equal strings of one pool share their bytes, and the pool stays small`() throws {
        var pool = JSONStringPool()
        let texts = (0..<3000).map { "a string of some length, number \($0)" }
        for text in texts + texts {
            let bytes = Array("[{\"id\":1,\"label\":\"\(text)\"}]".utf8)
            let parts = try JSONReader.decode([ProjectedSample.Part].self, from: bytes, strings: &pool)
            #expect(parts.first?.label == text)
            let part = try JSONReader.project(ProjectedSample.Part.self, from: Array(bytes.dropFirst().dropLast()), strings: &pool)
            #expect(part.label == text)
        }
    }
}
