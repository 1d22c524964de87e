import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import LoadBalancerNode

/// What a node watches of a group, against an API server.
@Suite(.timeLimit(.minutes(2))) struct GroupSourceTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func put(_ cluster: Cluster, members: [(String, String)]) throws {
        try cluster.lab.put([
            "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "IngressGroup", "metadata": ["name": "g", "namespace": "shop"],
            "spec": [
                "loadBalancerClass": "c", "group": "g",
                "members": .array(members.map { ["namespace": .string($0.0), "name": .string($0.1), "uid": "u"] }),
            ],
        ])
    }

    private func with(_ body: @escaping @Sendable (Cluster, GroupSource) async throws -> Void) async throws {
        try await Cluster.with { cluster in
            for object in try Manifest.objects("deploy/crds/ingressgroups.yaml") { try cluster.lab.put(object) }
            for namespace in ["blog", "other"] {
                try cluster.lab.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
                try cluster.lab.put([
                    "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": "b", "namespace": .string(namespace)],
                    "spec": ["rules": []],
                ])
            }
            let client = try KubernetesClient(
                configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: cluster.lab.kubeconfig)))
            let source = GroupSource(group: ObjectKey(namespace: "shop", name: "g"), client: client, logger: Self.quiet)
            await withTaskGroup(of: Void.self) { group in
                for service in source.services { group.addTask { try? await service.run() } }
                do {
                    try await body(cluster, source)
                } catch {
                    Issue.record(error)
                }
                group.cancelAll()
            }
            await client.shutdown()
        }
    }

    @Test func `what the group lists is watched, in every namespace, and what it lists no more is not`() async throws {
        try await with { cluster, source in
            let changes = NIOLockedValueBox(0)
            source.onChange { changes.withLockedValue { $0 += 1 } }
            try put(cluster, members: [("shop", "web")])
            try await eventually("the first") {
                let now = source.snapshot()
                return now.missing.isEmpty && now.ingresses.map(\.metadata.name) == ["web"] && now.services.map(\.metadata.name) == ["web"]
            }
            try put(cluster, members: [("shop", "web"), ("blog", "b")])
            try await eventually("the second") { Set(source.snapshot().ingresses.map { "\($0.key)" }) == ["shop/web", "blog/b"] }
            let before = changes.withLockedValue { $0 }
            try cluster.lab.put([
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s", "namespace": "blog"], "spec": ["ports": [["port": 80]]],
            ])
            try await eventually("a Service of the second") { source.snapshot().services.contains { $0.metadata.name == "s" } }
            #expect(changes.withLockedValue { $0 } > before)
            try put(cluster, members: [("blog", "b")])
            try await eventually("only the second") {
                let now = source.snapshot()
                return now.ingresses.map { "\($0.key)" } == ["blog/b"] && now.services.map(\.metadata.namespace) == ["blog"]
            }
        }
    }

    @Test func `an Ingress that is listed and gone is served as it was, until it is not listed`() async throws {
        try await with { cluster, source in
            try put(cluster, members: [("shop", "web"), ("blog", "b")])
            try await eventually("both") { source.snapshot().ingresses.count == 2 }
            cluster.lab.remove("ingresses", group: "networking.k8s.io", namespace: "blog", name: "b")
            try await Task.sleep(for: .milliseconds(300))
            #expect(source.snapshot().ingresses.count == 2)
            try put(cluster, members: [("shop", "web")])
            try await eventually("one") { source.snapshot().ingresses.count == 1 }
        }
    }

    @Test func `without the list nothing is known`() async throws {
        try await with { _, source in
            try await eventually("it is asked for") { source.snapshot().missing.isEmpty }
            #expect(source.snapshot().ingresses.isEmpty)
            #expect(source.snapshot().absent == [ObjectKey(namespace: "shop", name: "g")])
        }
    }
}
