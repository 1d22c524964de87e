import JSON
import NIOCore
import Testing

@testable import LabKubernetes

struct OutputOfListsTests {
    private static func object(_ name: String, _ data: JSONValue = "x") -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "uid": "u"], "data": ["a": data]]
    }

    private static func list(_ names: [String], _ form: ListBody.Form = .stored(opening: Array(#"{"metadata":{"resourceVersion":""#.utf8)))
        -> ListBody
    {
        ListBody(
            kind: "ConfigMapList", apiVersion: "v1", metadata: ["resourceVersion": "9"],
            items: names.enumerated().map { StoredObject(object($1), revision: Int64($0)) }, form: form)
    }

    @Test(arguments: [[], ["a"], ["a", "b", "c"]]) func `pieces of a list make up one text, its items last`(names: [String]) throws {
        var body = Self.list(names)
        var text = ""
        var pieces = 0
        while let piece = body.piece(upTo: 1) {
            text += String(buffer: piece)
            pieces += 1
        }
        #expect(pieces == names.count + 1)
        #expect(text.hasPrefix(#"{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"9"},"items":["#))
        let value = try JSONValue(parsing: text)
        #expect(value["items"]?.arrayValue?.compactMap { $0["metadata"]?["name"]?.stringValue } == names)
        #expect(value["items"]?.arrayValue?.allSatisfy { $0["kind"] == nil } == true)
    }

    @Test func `a list of metadata shows nothing else`() throws {
        var body = Self.list(["a"], .metadata)
        let piece = body.piece(upTo: .max)
        let value = try JSONValue(parsing: String(buffer: try #require(piece)))
        #expect(
            value["items"] == [
                [
                    "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": ["resourceVersion": "0", "name": "a", "uid": "u"],
                ]
            ])
    }

    @Test(arguments: [10, 5_000]) func `a stored object is what was stored, large or small`(size: Int) throws {
        let object = Self.object("a", .string(String(repeating: "x", count: size)))
        let stored = StoredObject(object, revision: 7)
        var expected = object
        expected.set("7", at: "metadata", "resourceVersion")
        #expect(stored.value == expected)
        let kind = try #require(KindRegistry().kind(group: "", version: "v1", plural: "configmaps"))
        let text = stored.text(as: kind)
        #expect(try JSONValue(parsing: text) == expected)
        #expect(
            String(decoding: text, as: UTF8.self).hasPrefix(#"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"7","#))
        #expect(abs(text.count - stored.size) < 32)
    }

    private static func record(_ revision: Int64) -> ChangeRecord {
        ChangeRecord(
            revision: revision, place: GroupResource(group: "", resource: "x"), key: ObjectKey(namespace: "", name: "a"), previous: nil,
            current: nil)
    }

    private static func revisions(_ work: WatchInbox.Work) -> [Int64] {
        if case .send(let records) = work { records.map(\.revision) } else { [] }
    }

    @Test func `an inbox wakes once, gives out in order, and promises no more than was taken`() {
        let now = NIODeadline.uptimeNanoseconds(1_000)
        var inbox = WatchInbox(revision: 5, limit: 10)
        inbox.pass(6)
        #expect(inbox.promised == 6)
        let arrivals = [7, 8].map { inbox.arrive(Self.record($0), due: now) }
        #expect(arrivals == [.wake, .nothing])
        #expect(inbox.promised == 6)
        let first = inbox.take(upTo: 1, now: now)
        #expect(Self.revisions(first) == [7])
        #expect(inbox.promised == 7)
        let second = inbox.take(upTo: 9, now: now)
        #expect(Self.revisions(second) == [8])
        guard case .none = inbox.take(upTo: 9, now: now) else {
            Issue.record("nothing is left")
            return
        }
        let again = inbox.arrive(Self.record(9), due: now)
        #expect(again == .wake)
    }

    @Test func `what is due later waits, and all behind it`() {
        var inbox = WatchInbox(revision: 1, limit: 10)
        _ = inbox.arrive(Self.record(2), due: .uptimeNanoseconds(100))
        _ = inbox.arrive(Self.record(3), due: .uptimeNanoseconds(50))
        guard case .wait(until: .uptimeNanoseconds(100)) = inbox.take(upTo: 9, now: .uptimeNanoseconds(60)) else {
            Issue.record("it must wait")
            return
        }
        let due = inbox.take(upTo: 9, now: .uptimeNanoseconds(100))
        #expect(Self.revisions(due) == [2, 3])
    }

    @Test func `a client that does not read overflows its inbox`() {
        var inbox = WatchInbox(revision: 1, limit: 2)
        let arrivals = (2...4).map { inbox.arrive(Self.record($0), due: .uptimeNanoseconds(0)) }
        #expect(arrivals == [.wake, .nothing, .overflow])
    }
}
