import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Ingresses

@Suite struct NodeAccessTests {
    private func access(_ ingress: Ingress, nodes: Int = 2) -> NodeAccess {
        NodeAccess(names: IngressNames(ingress: ingress), served: ["shop": NodeAccess.Served([ingress])], nodes: nodes)
    }

    @Test func `a node may read its own Ingress and what that names, ask for tokens, and keep its own peer`() throws {
        var ingress = Samples.ingress()
        ingress.spec?.tls = [.init(secretName: "b"), .init(secretName: "a"), .init(secretName: ""), .init(secretName: "a")]
        let access = access(ingress)
        #expect(access.roles.count == 1)
        let rules = try #require(access.roles.first?.rules)
        func names(_ resource: String) -> [String]? { rules.first { $0.resources == [resource] }?.resourceNames }
        #expect(names("ingresses") == ["web"])
        #expect(names("secrets") == ["a", "b"])
        #expect(names("serviceaccounts/token") == ["web-anlb", "web-anlb-standby"])
        let wide = try #require(access.clusterRole.rules)
        #expect(
            wide.first { $0.resources == ["bgppeers"] }?.resourceNames == ["anlb-anlb-uid-1-0", "anlb-anlb-uid-1-1"])
        #expect(access.clusterRoleBinding.roleRef.name == "ake-node-uid-1")
        #expect(access.clusterRoleBinding.metadata.ownerReferences.isEmpty)
        #expect(access.clusterRoleBinding.metadata.labels[IngressNames.uidLabel] == "uid-1")
    }

    @Test func `an observation tells what is missing, other, or too much`() {
        let wanted = access(Samples.ingress())
        #expect(ObservedAccess(wanted).matches(wanted))
        var missing = ObservedAccess(wanted)
        missing.roleBindings = []
        #expect(!missing.matches(wanted))
        var other = ObservedAccess(wanted)
        other.roles[0].rules = []
        #expect(!other.matches(wanted))
        var surplus = ObservedAccess(wanted)
        surplus.roles.append(Role(metadata: ObjectMeta(name: "web-anlb", namespace: "elsewhere"), rules: []))
        #expect(!surplus.matches(wanted))
    }

    @Test func `only what has the Ingress as its owner is the stack's, and labels alone count only beyond the namespace`() {
        let names = IngressNames(ingress: Samples.ingress())
        #expect(names.own(names.metadata()))
        var forged = names.metadata()
        forged.ownerReferences = []
        #expect(!names.own(forged))
        #expect(names.own(access(Samples.ingress()).clusterRole.metadata))
        #expect(!names.own(ObjectMeta(name: "ake-node-uid-1")))
    }

    @Test("names fit where Kubernetes puts them, and stay apart", arguments: [1, 58, 59, 200, 253])
    func names(length: Int) {
        let name = String(repeating: "a", count: length)
        let one = IngressNames(ingress: Ingress(metadata: ObjectMeta(name: name, namespace: "n")))
        let other = IngressNames(ingress: Ingress(metadata: ObjectMeta(name: name + "b", namespace: "n")))
        #expect(one.shared.utf8.count <= 63)
        #expect(one.shared.hasSuffix("-anlb"))
        #expect(one.shared != other.shared)
    }

    @Test("a long name is never cut so that it becomes none of Kubernetes'", arguments: 40...58)
    func cut(at position: Int) {
        let name = String(repeating: "a", count: position) + "." + String(repeating: "b", count: 80)
        let shared = IngressNames(ingress: Ingress(metadata: ObjectMeta(name: name, namespace: "n"))).shared
        #expect(shared.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { $0.first != "-" && $0.last != "-" })
    }

    @Test func `the node's kubeconfig is JSON that the client understands`() throws {
        let bytes = try NodeKubeconfig(server: "https://10.20.0.3:6443", certificateAuthority: Array("ca".utf8))
            .bytes(token: "t", namespace: "shop")
        let configuration = try KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: bytes))
        #expect(configuration.server == "https://10.20.0.3:6443")
        #expect(configuration.credential == .token("t"))
        #expect(configuration.namespace == "shop")
        #expect(configuration.tls.trustedAuthorities == Array("ca".utf8))
    }
}
