import JSON
import Testing

@Suite struct WritingTests {
    @Test func `members are sorted, absent ones left out`() throws {
        let rule = DecodingTests.Rule(host: nil, port: 80, weights: ["b": 1, "a": 0.25])
        #expect(try JSONWriter.string(rule) == #"{"port":80,"weights":{"a":0.25,"b":1.0}}"#)
    }

    @Test func `what is written is read again as the same`() throws {
        let sample = DecodingTests.Sample(
            name: "é\"\n", count: .min, mode: .fast, rules: [.init(port: 1), .init(host: "", port: 2, weights: [:])],
            anything: ["x": [.null, [:]]], big: 7, ratio: 0.1, flags: [nil, true])
        #expect(try JSONReader.decode(DecodingTests.Sample.self, from: JSONWriter.encode(sample)) == sample)
        #expect(try JSONValue(encoding: sample).decode(DecodingTests.Sample.self) == sample)
        #expect(try JSONValue(encoding: sample).serialized() == JSONWriter.encode(sample))
    }

    @Test func `scalars of every width and lists of them stand alone`() throws {
        #expect(try JSONWriter.string(UInt8(200)) == "200")
        #expect(try JSONWriter.string(Int16(-3)) == "-3")
        #expect(try JSONWriter.string([1.5, -0.25]) == "[1.5,-0.25]")
        #expect(try JSONWriter.string(Float(0.1)) == "0.1")
        #expect(try JSONWriter.string(String?.none) == "null")
        #expect(try JSONWriter.string([1: "a"]) == #"{"1":"a"}"#)
        #expect(try JSONWriter.string(JSONValue.array([1, .null])) == "[1,null]")
    }

    @Test func `what JSON cannot say is refused with its path`() {
        let error = #expect(throws: JSONError.self) { try JSONWriter.encode(["a": [1.0, .nan]]) }
        #expect(error?.path == "a[1]" && error?.code == .unencodable)
        #expect(throws: JSONError.self) { try JSONWriter.encode(UInt64.max) }
    }

    @Test func `containers of every kind nest`() throws {
        struct Nested: Encodable {
            enum Keys: String, CodingKey { case list, object, parent }
            func encode(to encoder: any Encoder) throws {
                var keyed = encoder.container(keyedBy: Keys.self)
                var list = keyed.nestedUnkeyedContainer(forKey: .list)
                try list.encode(1)
                var inner = list.nestedContainer(keyedBy: Keys.self)
                try inner.encodeNil(forKey: .object)
                var object = keyed.nestedContainer(keyedBy: Keys.self, forKey: .object)
                try object.encode("x", forKey: .list)
                try 3.encode(to: keyed.superEncoder(forKey: .parent))
                #expect(list.count == 2)
            }
        }
        #expect(try JSONWriter.string(Nested()) == #"{"list":[1,{"object":null}],"object":{"list":"x"},"parent":3}"#)
    }
}
