import JSON
import NIOConcurrencyHelpers
import SystemPackage
import Testing

@testable import LabKubernetes

struct StoreTests {
    private static let things = GroupResource(group: "", resource: "things")

    private func put(_ store: ResourceStore, _ name: String, _ value: JSONValue, _ version: String? = nil) throws -> StoredObject {
        try store.commit(
            Self.things, ObjectKey(namespace: "", name: name),
            ["metadata": ["name": .string(name), "uid": .string("u-\(name)")], "v": value],
            expecting: version.map { .revision($0) } ?? .absent)
    }

    @Test func `versions grow and stale writes are refused`() throws {
        let store = ResourceStore(historyLimit: 10)
        let first = try put(store, "a", 1)
        #expect(throws: ResourceStore.Refusal.exists) { try put(store, "a", 2) }
        let second = try put(store, "a", 2, first.resourceVersion)
        #expect(Int64(second.resourceVersion) == Int64(first.resourceVersion).map { $0 + 1 })
        #expect(throws: ResourceStore.Refusal.stale) { try put(store, "a", 3, first.resourceVersion) }
        #expect(throws: ResourceStore.Refusal.missing) { try put(store, "b", 3, "1") }
    }

    @Test func `pages of a list show one moment`() throws {
        let store = ResourceStore(historyLimit: 10)
        for name in ["a", "b", "c"] { _ = try put(store, name, 1) }
        let page = try store.list(Self.things, namespace: nil, at: nil, after: nil, limit: 2) { _ in true }
        #expect(page.objects.map(\.name) == ["a", "b"])
        #expect(page.next?.remaining == 1)
        _ = try put(store, "d", 1)
        let c = try #require(store.object(Self.things, ObjectKey(namespace: "", name: "c")))
        _ = try put(store, "c", 2, c.resourceVersion)
        let rest = try store.list(Self.things, namespace: nil, at: page.revision, after: page.next?.after, limit: 2) { _ in true }
        #expect(rest.objects.map { $0.at("v") } == [1])
        #expect(rest.next == nil)
    }

    @Test func `a watch gets what it missed, or 410 when that is forgotten`() throws {
        let store = ResourceStore(historyLimit: 4)
        let first = try put(store, "a", 1)
        _ = try put(store, "b", 1)
        let seen = NIOLockedValueBox<[String]>([])
        let watcher = try store.watch(after: Int64(first.resourceVersion)) { record in seen.withLockedValue { $0.append(record.key.name) } }
        _ = try put(store, "c", 1)
        #expect(seen.withLockedValue { $0 } == ["b", "c"])
        store.unwatch(watcher)
        for index in 0..<6 { _ = try put(store, "x\(index)", 1) }
        #expect(seen.withLockedValue { $0 } == ["b", "c"])
        #expect { try store.watch(after: Int64(first.resourceVersion)) { _ in } } throws: { ($0 as? APIFailure)?.code == 410 }
        store.compact()
        #expect { try store.watch(after: store.revision - 1) { _ in } } throws: { ($0 as? APIFailure)?.code == 410 }
    }

    @Test func `owners know their dependents`() throws {
        let store = ResourceStore(historyLimit: 4)
        _ = try put(store, "a", 1)
        let child: JSONValue = ["metadata": ["name": "c", "uid": "u-c", "ownerReferences": [["uid": "u-a"]]]]
        let stored = try store.commit(Self.things, ObjectKey(namespace: "", name: "c"), child, expecting: .absent)
        #expect(store.dependents(of: "u-a").map(\.1.name) == ["c"])
        #expect(store.object(uid: "u-c")?.1.name == "c")
        _ = try store.commit(Self.things, stored.key, nil, expecting: .revision(stored.resourceVersion))
        #expect(store.dependents(of: "u-a").isEmpty)
        #expect(store.object(uid: "u-c") == nil)
    }

    @Test func `a journal brings everything back, and forgives a torn last line`() throws {
        let key = ObjectKey(namespace: "n", name: "a")
        let lines = """
            {"rv":3,"group":"","resource":"things","namespace":"n","name":"a","object":{"v":1}}
            {"rv":4,"group":"","resource":"things","namespace":"n","name":"b","object":{"v":2}}
            {"rv":5,"group":"","resource":"things","namespace":"n","name":"b"}
            {"rv":6,"group":"","resource":"things","namespace":"n","name":"a","obj
            """
        let memory = Journal.replay(Array(lines.utf8))
        #expect(memory.revision == 5)
        #expect(memory.objects[Self.things] == [key: ["v": 1]])
    }

    private static let pods = KindRegistry().kind(group: "", version: "v1", plural: "pods")
    private static let now = Timestamp(seconds: 1_000)

    @Test(
        arguments: [
            ([:], "Background", "remove"), (["finalizers": ["x"]], "Background", "mark x"), ([:], "Foreground", "mark foregroundDeletion"),
            ([:], "Orphan", "mark orphan"),
            (
                ["finalizers": ["x"], "deletionTimestamp": "1970-01-01T00:16:40Z", "deletionGracePeriodSeconds": 0], "Background",
                "unchanged"
            ),
        ] as [(JSONValue, String, String)]) func `deletions`(metadata: JSONValue, policy: String, outcome: String) throws
    {
        let kind = try #require(Self.pods)
        var deletion = Deletion()
        deletion.policy = policy
        let text =
            switch try deletion.decide(["kind": "Pod", "metadata": metadata], kind, now: Self.now) {
            case .remove: "remove"
            case .unchanged: "unchanged"
            case .mark(let object): "mark \(object.finalizers.joined(separator: ","))"
            }
        #expect(text == outcome)
    }

    @Test func `a running Pod has its grace period`() throws {
        let kind = try #require(Self.pods)
        let pod: JSONValue = ["kind": "Pod", "metadata": ["name": "p"], "spec": ["nodeName": "n", "terminationGracePeriodSeconds": 5]]
        guard case .mark(let marked) = try Deletion().decide(pod, kind, now: Self.now) else {
            Issue.record("a running Pod is not removed at once")
            return
        }
        #expect(marked.at("metadata", "deletionTimestamp") == .string(Timestamp(seconds: 1_005).text))
        var kill = Deletion()
        kill.grace = 0
        #expect(try kill.decide(marked, kind, now: Self.now) == .remove)
    }

    @Test func `preconditions are kept`() throws {
        let kind = try #require(Self.pods)
        let deletion = Deletion(body: ["preconditions": ["uid": "other"]], query: [:])
        #expect { try deletion.decide(["metadata": ["uid": "this"]], kind, now: Self.now) } throws: { ($0 as? APIFailure)?.code == 409 }
    }
}
