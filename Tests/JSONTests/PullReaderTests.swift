import JSON
import TestSupport
import Testing

@Suite struct PullReaderTests {
    private func byTape(_ bytes: [UInt8]) throws(JSONError) -> ProjectedSample {
        try JSONReader.decode(ByTape<ProjectedSample>.self, from: bytes).value
    }

    @Test func `a value is read in place as over a tape`() throws {
        let bytes = Array(ProjectedSample.text.utf8)
        let read = try JSONReader.project(ProjectedSample.self, from: bytes)
        #expect(read == (try byTape(bytes)))
        #expect(read.name == "café \"quoted\"" && read.parts?.map(\.id) == [1, 2, 3] && read.table?["second"]?.id == -2)
        #expect(try JSONReader.decode(ProjectedSample.self, from: bytes) == read)
    }

    @Test func `a text cut off anywhere is refused either way`() {
        let bytes = Array(ProjectedSample.text.utf8)
        for end in bytes.indices.dropLast() {
            let cut = Array(bytes[..<end])
            let ours = #expect(throws: JSONError.self) { try JSONReader.decode(ProjectedSample.self, from: cut) }
            let theirs = #expect(throws: JSONError.self) { try byTape(cut) }
            #expect(ours == theirs)
        }
    }

    @Test(arguments: 0..<24 as Range<UInt64>)
    func `a damaged text gives the same value or the same error either way`(seed: UInt64) {
        let original = Array(ProjectedSample.text.utf8)
        var damage = Damage(seed: seed)
        for _ in 0..<400 {
            let bytes = damage.damaged(original)
            let ours = Result { () throws(JSONError) in try JSONReader.decode(ProjectedSample.self, from: bytes) }
            let theirs = Result { () throws(JSONError) in try byTape(bytes) }
            #expect(ours == theirs, "\(String(decoding: bytes, as: UTF8.self))")
            // In place alone, an early one of two members of the same name may be refused; what is accepted is the same.
            if let direct = try? JSONReader.project(ProjectedSample.self, from: bytes) {
                #expect(Result.success(direct) == theirs, "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: 100..<116 as Range<UInt64>)
    func `random bytes never trap`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let alphabet = Array(#"{}[]:,"\ue01.-tfn "#.utf8) + Array("name".utf8) + [0, 0x7F, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<600 {
            let count = Int(random.next() % 60)
            let bytes = (0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            let ours = Result { () throws(JSONError) in try JSONReader.decode(ProjectedSample.self, from: bytes) }
            let theirs = Result { () throws(JSONError) in try byTape(bytes) }
            #expect(ours == theirs)
            #expect((try? JSONReader.project(Anything.self, from: bytes)) == nil || (try? JSONValue(parsing: bytes)) != nil)
        }
    }

    @Test(
        arguments: [
            ("[]", "expected an object, found an array"),
            ("{}", "name: is required, but missing"),
            (#"{"name":null}"#, "name: expected a string, found null"),
            (#"{"name":"a","count":"3"}"#, "count: expected a whole number, found a string"),
            (#"{"name":"a","part":{"id":40000}}"#, "part.id: expected a whole number from -32768 to 32767, found 40000"),
            (#"{"name":"a","parts":[{"id":1},{}]}"#, "parts[1].id: is required, but missing"),
            (#"{"name":"a","parts":[{"id":1},7]}"#, "parts[1]: expected an object, found a number"),
            (#"{"name":"a","table":{"a.b":{"id":true}}}"#, #"table["a.b"].id: expected a whole number, found a boolean"#),
            (#"{"name":"a","other":{"parts":[{"id":1},{"id":[]}]}}"#, "other.parts[1].id: expected a whole number, found an array"),
            (#"{"name":"a","texts":["a",null]}"#, "texts[1]: expected a string, found null"),
            (#"{"name":"a","ignored":[1,}"#, "line 1, column 26: expected a value, found '}'"),
            (#"{"name":"a"} x"#, "line 1, column 14: expected the end of the text, found 'x'"),
        ])
    func `an error names the path and the cause`(text: String, description: String) {
        let direct = #expect(throws: JSONError.self) { try JSONReader.project(ProjectedSample.self, from: Array(text.utf8)) }
        #expect(direct?.description == description)
        let decoded = #expect(throws: JSONError.self) { try JSONReader.decode(ProjectedSample.self, from: text) }
        #expect(decoded == direct)
    }

    @Test(
        arguments: [
            (#"{"name":"a","name":"b"}"#, "b", nil), (#"{"name":1,"name":"b"}"#, "b", nil),
            (#"{"name":"a","count":1,"count":null}"#, "a", nil),
            (#"{"name":"a","count":{},"count":5}"#, "a", 5), (#"{"na\u006de":"a","c\u006funt":6}"#, "a", 6),
        ] as [(String, String, Int?)])
    func `of members with the same name the last counts`(text: String, name: String, count: Int?) throws {
        let sample = try JSONReader.decode(ProjectedSample.self, from: text)
        #expect(sample.name == name && sample.count == count)
    }

    @Test func `nesting has the same limit in what is passed over`() throws {
        func text(_ depth: Int) -> [UInt8] {
            Array((#"{"name":"a","x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}").utf8)
        }
        let inner = JSONReader.depthLimit - 1
        #expect(try JSONReader.project(ProjectedSample.self, from: text(inner)).name == "a")
        let error = #expect(throws: JSONError.self) { try JSONReader.project(ProjectedSample.self, from: text(inner + 1)) }
        #expect(error?.code == .tooDeep)
    }

    /// Takes any value by passing over it.
    private struct Anything: JSONProjectable {
        init(reading reader: inout JSONPullReader) throws(JSONError) { try reader.skip() }
    }
}
