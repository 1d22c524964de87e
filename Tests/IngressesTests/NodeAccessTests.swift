import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Ingresses

@Suite struct NodeAccessTests {
    @Test func `a node may read its namespace and ask for its own token, and nothing else`() throws {
        let access = NodeAccess(ingress: Samples.ingress())
        let rules = try #require(access.role.rules)
        let allowed = rules.flatMap { rule in (rule.resources ?? []).flatMap { resource in rule.verbs.map { "\($0) \(resource)" } } }
        #expect(
            Set(allowed) == [
                "get ingresses", "list ingresses", "watch ingresses", "get services", "list services", "watch services",
                "get endpointslices", "list endpointslices", "watch endpointslices", "create serviceaccounts/token",
            ])
        #expect(rules.first { $0.resources == ["serviceaccounts/token"] }?.resourceNames == ["web-anlb"])
        #expect(access.clusterRoleBinding.roleRef.name == "ake-node")
        #expect(access.clusterRoleBinding.metadata.ownerReferences.isEmpty)
        #expect(access.clusterRoleBinding.metadata.labels[IngressNames.uidLabel] == "uid-1")
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
