import JSON
import Testing

@testable import LabKubernetes

struct ValuesTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]) func `base 64 is that of RFC 4648`(plain: String, coded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == coded)
        #expect(Base64.decode(coded) == Array(plain.utf8))
    }

    @Test func `base 64 of URLs has no padding and refuses other characters`() {
        #expect(Base64.encodeURL([0xFB, 0xFF]) == "-_8")
        #expect(Base64.decode("-_8") == [0xFB, 0xFF])
        #expect(Base64.decode("a b") == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_704_067_199, "2023-12-31T23:59:59Z"),
            (4_102_444_800, "2100-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        ] as [(Int64, String)]) func `times are written and read as RFC 3339`(seconds: Int64, text: String)
    {
        #expect(Timestamp(seconds: seconds).text == text)
        #expect(Timestamp(text)?.seconds == seconds)
    }

    @Test(arguments: [
        ("2024-01-01T01:30:00+01:30", "2024-01-01T00:00:00Z"), ("2024-01-01T00:00:00.123456Z", "2024-01-01T00:00:00Z"),
    ]) func `offsets and fractions are read`(text: String, utc: String) { #expect(Timestamp(text)?.text == utc) }

    @Test(arguments: ["", "yesterday", "2024-13-01T00:00:00Z", "2024-01-01 00:00:00", "2024-01-01T00:00:00"])
    func `what is no time is none`(text: String) { #expect(Timestamp(text) == nil) }

    @Test(
        arguments: [
            (0, "0s"), (119, "119s"), (120, "2m"), (190, "3m10s"), (660, "11m"), (10_800, "3h"), (11_460, "3h11m"), (90_000, "25h"),
            (180_000, "2d2h"),
            (864_000, "10d"), (63_072_000, "2y"), (70_000_000, "2y80d"),
        ] as [(Int64, String)]) func `ages are those of kubectl`(seconds: Int64, text: String)
    { #expect(Timestamp.duration(seconds: seconds) == text) }

    @Test func `a uid is a version 4 UUID`() {
        let uid = Identifiers.uid()
        #expect(uid.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(Identifiers.suffix().wholeMatch(of: /[bcdfghjklmnpqrstvwxz2456789]{5}/) != nil)
    }

    @Test func `paths are set, read and removed`() {
        var value: JSONValue = [:]
        value.set("x", at: "a", "b")
        #expect(value == ["a": ["b": "x"]])
        value.set(nil, at: "a", "b")
        #expect(value == ["a": [:]])
        value.set(nil, at: "c", "d")
        #expect(value == ["a": [:]])
    }

    @Test func `refusals are Status objects`() {
        let failure = APIFailure.notFound(GroupResource(group: "networking.k8s.io", resource: "ingresses"), "x")
        #expect(
            failure.status == [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message": "ingresses.networking.k8s.io \"x\" not found",
                "reason": "NotFound", "code": 404, "details": ["name": "x", "group": "networking.k8s.io", "kind": "ingresses"],
            ])
        let invalid = APIFailure.invalid(group: "g", kind: "K", name: "n", [.required("a"), .forbidden("b", "no")])
        #expect(invalid.message == "K.g \"n\" is invalid: [a: Required value, b: Forbidden: no]")
        #expect(invalid.causes.map(\.field) == ["a", "b"])
    }
}
