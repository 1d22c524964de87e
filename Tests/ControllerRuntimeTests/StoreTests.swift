import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct StoreTests {
    private func service(_ name: String, app: String) -> KubernetesAPI.Service {
        Service(metadata: ObjectMeta(name: name, namespace: "n", labels: ["app": app]))
    }

    private func store() -> Store<KubernetesAPI.Service> {
        Store(indexes: ["app": { [$0.metadata.labels["app"] ?? ""] }])
    }

    @Test func `an index follows changes and removals`() {
        let store = store()
        store.set(service("a", app: "x"))
        store.set(service("b", app: "x"))
        #expect(store.objects(inIndex: "app", at: "x").map(\.metadata.name) == ["a", "b"])
        store.set(service("a", app: "y"))
        #expect(store.keys(inIndex: "app", at: "x") == [ObjectKey(namespace: "n", name: "b")])
        #expect(store.keys(inIndex: "app", at: "y") == [ObjectKey(namespace: "n", name: "a")])
        _ = store.remove(ObjectKey(namespace: "n", name: "b"))
        #expect(store.keys(inIndex: "app", at: "x").isEmpty)
        #expect(store.count == 1)
    }
}
