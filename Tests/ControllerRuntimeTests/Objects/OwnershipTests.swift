import ControllerRuntime
import KubernetesAPI
import Testing

@Suite struct OwnershipTests {
    private func service(_ name: String, uid: String? = "u", namespace: String = "n") -> KubernetesAPI.Service {
        Service(metadata: ObjectMeta(name: name, namespace: namespace, uid: uid), spec: .init(ports: []))
    }

    @Test func `an owner becomes the controller once, however often it is set`() throws {
        var owned = service("owned", uid: nil)
        try owned.addOwner(service("owner"))
        #expect(owned.metadata.controllerReference == nil)
        try owned.setController(service("owner"))
        try owned.setController(service("owner"))
        try owned.addOwner(service("owner"))
        #expect(owned.metadata.ownerReferences.count == 1)
        #expect(owned.metadata.controllerReference?.uid == "u")
        #expect(owned.isControlled(by: service("owner")))
        #expect(!owned.isControlled(by: service("owner", uid: "later")))
        #expect(!owned.isControlled(by: service("owner", uid: nil)))
    }

    @Test func `a second controller, an owner in another namespace and one without a UID are refused`() throws {
        var owned = service("owned", uid: nil)
        try owned.setController(service("first"))
        let before = owned
        let second = try #require(throws: OwnerReferenceError.self) { try owned.setController(service("second", uid: "v")) }
        #expect("\(second)".contains("Service first"))
        let foreign = try #require(throws: OwnerReferenceError.self) { try owned.addOwner(service("far", uid: "w", namespace: "m")) }
        #expect("\(foreign)".contains("m/far"))
        #expect(throws: OwnerReferenceError.self) { try owned.addOwner(service("new", uid: nil)) }
        #expect(owned == before)
    }

    @Test func `a cluster-scoped owner may own anything, and a cluster-scoped object has no namespaced owner`() throws {
        let node = Node(metadata: ObjectMeta(name: "node", uid: "n"))
        var owned = service("owned", uid: nil)
        try owned.addOwner(node)
        #expect(owned.metadata.ownerReferences.map(\.kind) == ["Node"])
        var wide = Node(metadata: ObjectMeta(name: "other"))
        #expect(throws: OwnerReferenceError.self) { try wide.addOwner(service("owner")) }
    }
}
