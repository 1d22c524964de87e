import JSON
import Testing

@Suite struct ValueTests {
    @Test func `members and elements are reached and changed in place`() {
        var value: JSONValue = ["spec": ["list": [1, 2, 3]]]
        #expect(value["spec"]?["list"]?[1] == 2)
        #expect(value["spec"]?["list"]?[3] == nil && value["none"] == nil && value[0] == nil)
        value["spec"]?["list"]?[1] = 20
        value["spec"]?["list"]?[3] = 4
        value["spec"]?["list"]?[0] = nil
        value["spec"]?["list"]?[99] = 5
        value["spec"]?["new"] = "x"
        #expect(value == ["spec": ["list": [20, 3, 4], "new": "x"]])
        value["spec"] = nil
        #expect(value == [:])
        var scalar: JSONValue = .null
        scalar["a"] = 1
        #expect(scalar == ["a": 1])
    }

    @Test func `accessors answer only for their kind`() {
        #expect(JSONValue.integer(3).intValue == 3 && JSONValue.double(3).intValue == 3 && JSONValue.double(3.5).intValue == nil)
        #expect(JSONValue.double(1e300).intValue == nil && JSONValue.double(.nan).intValue == nil)
        #expect(JSONValue.integer(3).doubleValue == 3 && JSONValue.string("3").intValue == nil)
        #expect(JSONValue.bool(true).boolValue == true && JSONValue.integer(1).boolValue == nil)
        #expect(JSONValue.string("a").stringValue == "a" && JSONValue.null.stringValue == nil && JSONValue.null.isNull)
        #expect(JSONValue.array([1]).arrayValue == [1] && JSONValue.object(["a": 1]).objectValue == ["a": 1])
    }

    @Test(
        arguments: [
            (1, 1.0, true), ([1, ["a": 2.0]], [1.0, ["a": 2]], true), (1, 1.5, false), (1, "1", false), ([1], [1, 2], false),
            (["a": 1], ["b": 1], false),
        ] as [(JSONValue, JSONValue, Bool)])
    func `numbers are equivalent by value`(left: JSONValue, right: JSONValue, equivalent: Bool) {
        #expect(left.isEquivalent(to: right) == equivalent)
        #expect(right.isEquivalent(to: left) == equivalent)
    }
}
