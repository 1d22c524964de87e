import KubernetesAPI
import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct StoreTests {
    private func service(_ name: String, app: String = "", version: Int = 1) -> KubernetesAPI.Service {
        Service(metadata: ObjectMeta(name: name, namespace: "n", resourceVersion: String(version), labels: ["app": app]))
    }

    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "n", name: name) }

    private func store() -> Store<KubernetesAPI.Service> {
        Store(indexes: ["app": { [$0.metadata.labels["app"] ?? ""] }, "letters": { $0.metadata.name.map { String($0) } }])
    }

    @Test func `an index follows changes and removals`() {
        let store = store()
        store.set(service("a", app: "x"))
        store.set(service("b", app: "x"))
        #expect(store.objects(inIndex: "app", at: "x").map(\.metadata.name) == ["a", "b"])
        #expect(store.count(inIndex: "app", at: "x") == 2)
        store.set(service("a", app: "y"))
        #expect(store.keys(inIndex: "app", at: "x") == [key("b")])
        #expect(store.keys(inIndex: "app", at: "y") == [key("a")])
        store.remove(key("b"))
        #expect(store.keys(inIndex: "app", at: "x").isEmpty)
        #expect(store.count == 1 && store.contains(key("a")) && !store.contains(key("b")))
    }

    @Test func `indexes do not mix, hold an object under several values, and know nothing of one that was never made`() {
        let store = store()
        store.set(service("ab", app: "a"))
        store.set(service("bb", app: "b"))
        #expect(store.keys(inIndex: "letters", at: "b") == [key("ab"), key("bb")])
        #expect(store.keys(inIndex: "letters", at: "a") == [key("ab")])
        #expect(store.keys(inIndex: "app", at: "a") == [key("ab")])
        #expect(store.keys(inIndex: "nothing", at: "a").isEmpty && store.count(inIndex: "nothing", at: "a") == 0)
        for name in ["ab", "bb"] { store.remove(key(name)) }
        #expect(store.count(inIndex: "letters", at: "b") == 0)
    }

    @Test func `all objects come in order, each of them sees every object`() {
        let store = store()
        for name in ["c", "a", "b"] { store.set(service(name)) }
        #expect(store.all.map(\.metadata.name) == ["a", "b", "c"])
        var names: Set<String> = []
        let snapshot = store.snapshot
        for object in snapshot {
            names.insert(object.metadata.name)
            // A reader that reads again does not wait for itself, and what is written meanwhile is not in its snapshot.
            #expect(store[object.key] != nil)
            store.set(service("later"))
        }
        #expect(snapshot.count == 3 && snapshot[key("a")] != nil && snapshot[key("later")] == nil)
        #expect(names == ["a", "b", "c"])
    }

    @Test func `who comes late is told what there is, then what changes, and after its end nothing`() {
        let store = store()
        store.set(service("a"))
        let told = NIOLockedValueBox<[String]>([])
        let subscription = store.onChange { change in
            let word =
                switch change {
                case .added: "+"
                case .updated: "~"
                case .deleted: "-"
                }
            told.withLockedValue { $0.append(word + change.object.metadata.name) }
        }
        #expect(told.withLockedValue { $0 } == ["+a"])
        store.set(service("a", version: 2))
        store.set(service("b"))
        store.remove(key("a"))
        #expect(told.withLockedValue { $0 } == ["+a", "~a", "+b", "-a"])
        subscription.cancel()
        store.set(service("c"))
        #expect(told.withLockedValue { $0.count } == 4)
    }

    @Test func `a handler may end itself and begin another`() {
        let store = store()
        let subscriptions = NIOLockedValueBox<[StoreSubscription]>([])
        let told = NIOLockedValueBox(0)
        let subscription = store.onChange { _ in
            for subscription in subscriptions.withLockedValue({ $0 }) { subscription.cancel() }
            store.onChange { _ in told.withLockedValue { $0 += 1 } }
        }
        subscriptions.withLockedValue { $0.append(subscription) }
        store.set(service("a"))
        store.set(service("b"))
        #expect(told.withLockedValue { $0 } == 2)
    }

    @Test func `whoever registers amid a storm of changes can fold what it is told to what there is`() async throws {
        let store = store()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 1...2000 {
                    let name = "s\(round % 17)"
                    if round % 5 == 0 { store.remove(self.key(name)) } else { store.set(self.service(name, version: round)) }
                }
            }
            var folds: [ChangeFold<KubernetesAPI.Service>] = []
            for _ in 0..<20 {
                let fold = ChangeFold<KubernetesAPI.Service>()
                store.onChange { fold.take($0) }
                folds.append(fold)
                await Task.yield()
            }
            try await group.waitForAll()
            for fold in folds { fold.expectEqual(to: store) }
        }
    }

    @Test func `a version is waited for until it has come, or the wait is cancelled`() async throws {
        let store = store()
        store.endList(at: "10", .now)
        #expect(store.lastSyncedVersion == ResourceVersion("10"))
        try await store.waitUntilSeen(try #require(ResourceVersion("10")))
        let version = try #require(ResourceVersion("12"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.waitUntilSeen(version) }
            let cancelled = Task { try await store.waitUntilSeen(version) }
            await Task.yield()
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            #expect(!store.hasSeen(version))
            _ = store.put(service("a", version: 13), after: 10, at: .now)
            try await group.waitForAll()
        }
        #expect(store.hasSeen(version))
    }

    @Test func `who waits for a version is called after the handlers have been told`() throws {
        let store = store()
        store.endList(at: "10", .now)
        let order = NIOLockedValueBox<[String]>([])
        store.onSeen(try #require(ResourceVersion("11"))) { order.withLockedValue { $0.append("seen") } }
        store.onChange { _ in order.withLockedValue { $0.append("told") } }
        _ = store.put(service("a", version: 11), after: 10, at: .now)
        #expect(order.withLockedValue { $0 } == ["told", "seen"])
    }

    @Test func `a store without its first list tells of nothing, then of all of it at once`() {
        let store = store()
        let fold = ChangeFold<KubernetesAPI.Service>()
        store.onChange { fold.take($0) }
        store.beginList()
        store.put(service("a"), listed: .list, at: .now)
        store.put(service("b"), listed: .list, at: .now)
        #expect(fold.changes.isEmpty)
        store.beginList()
        store.put(service("b"), listed: .list, at: .now)
        store.endList(at: "5", .now) { #expect(fold.changes.isEmpty) }
        #expect(fold.changes == ["+b"])
        fold.expectEqual(to: store)
    }

    @Test func `a list of one namespace takes nothing from the others`() {
        let store = Store<KubernetesAPI.Service>(indexes: [:], parts: 2)
        for (part, name) in ["a", "b"].enumerated() {
            store.beginList(in: part)
            store.put(service(name), listed: .list, in: part, at: .now)
            store.endList(at: "5", in: part, .now)
        }
        store.beginList(in: 0)
        store.endList(at: "6", in: 0, .now)
        #expect(store.all.map(\.metadata.name) == ["b"])
    }
}
