import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import NIOConcurrencyHelpers
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReflectorTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private typealias Changes = NIOLockedValueBox<[String]>

    /// Runs a reflector of the Services beside a body, and collects what it tells.
    private func reflecting(
        _ body: @escaping @Sendable (Cluster, Reflector<KubernetesAPI.Service>, @escaping @Sendable () -> [String]) async throws -> Void
    ) async throws {
        try await Cluster.with { cluster in
            let reflector = Reflector(KubernetesAPI.Service.self, client: cluster.client, namespace: "default", logger: Self.quiet)
            let changes = Changes([])
            reflector.onChange { change in
                let text =
                    switch change {
                    case .added(let object): "+\(object.metadata.name)"
                    case .updated(_, let object): "~\(object.metadata.name)"
                    case .deleted(let object): "-\(object.metadata.name)"
                    }
                if !text.hasSuffix("kubernetes") { changes.withLockedValue { $0.append(text) } }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await reflector.run() }
                try await reflector.waitUntilSynced()
                try await body(cluster, reflector) { changes.withLockedValue { $0 } }
                group.cancelAll()
            }
        }
    }

    @Test func `the store follows the collection`() async throws {
        try await reflecting { cluster, reflector, changes in
            try await cluster.client.create(cluster.service("a"))
            try await cluster.client.patch(
                KubernetesAPI.Service.self, "a", namespace: "default", with: .merge(["metadata": ["labels": ["x": "y"]]]))
            try await eventually("the change is seen") {
                reflector.store[ObjectKey(namespace: "default", name: "a")]?.metadata.labels["x"] == "y"
            }
            try await cluster.client.delete(KubernetesAPI.Service.self, "a", namespace: "default")
            try await eventually("the deletion is seen") { reflector.store[ObjectKey(namespace: "default", name: "a")] == nil }
            #expect(changes() == ["+a", "~a", "-a"])
        }
    }

    @Test func `a lost connection loses and repeats nothing`() async throws {
        try await reflecting { cluster, reflector, changes in
            try await cluster.client.create(cluster.service("a"))
            try await eventually("a") { changes() == ["+a"] }
            cluster.server.dropConnections()
            try cluster.put("b")
            try await eventually("b") { changes() == ["+a", "+b"] }
            cluster.server.dropConnections()
            cluster.server.remove("services", namespace: "default", name: "a")
            try await eventually("a is gone") { changes() == ["+a", "+b", "-a"] }
            #expect(cluster.server.requests.filter { $0.verb == "list" && $0.resource == "services" }.count == 1)
        }
    }

    @Test func `a forgotten version makes it list again, and only the difference is told`() async throws {
        try await reflecting { cluster, reflector, changes in
            try await cluster.client.create(cluster.service("keep"))
            try await cluster.client.create(cluster.service("go"))
            try await eventually("both") { changes() == ["+keep", "+go"] }
            cluster.server.inject(LabFault(.fail(code: 503), count: 3, verb: "watch", resource: "services"))
            cluster.server.dropConnections()
            cluster.server.remove("services", namespace: "default", name: "go")
            try cluster.put("new")
            cluster.server.compactHistory()
            try await eventually("it has caught up") { Set(changes()) == ["+keep", "+go", "-go", "+new"] }
            #expect(changes().count == 4)
            #expect(
                cluster.server.requests.contains { $0.verb == "watch" && $0.status == 410 }
                    || cluster.server.requests.filter { $0.verb == "list" && $0.resource == "services" }.count == 2)
        }
    }

    @Test func `an object deleted and created anew while the watch was away is two changes`() async throws {
        try await reflecting { cluster, reflector, changes in
            try await cluster.client.create(cluster.service("a"))
            try await eventually("a") { changes() == ["+a"] }
            cluster.server.inject(LabFault(.fail(code: 503), count: 3, verb: "watch", resource: "services"))
            cluster.server.dropConnections()
            cluster.server.remove("services", namespace: "default", name: "a")
            try cluster.put("a")
            cluster.server.compactHistory()
            try await eventually("both changes") { changes() == ["+a", "-a", "+a"] }
        }
    }

    @Test func `a server that is away at the start is waited for`() async throws {
        try await Cluster.with { cluster in
            cluster.server.inject(LabFault(.fail(code: 500), count: 4, verb: "list", resource: "services"))
            let reflector = Reflector(KubernetesAPI.Service.self, client: cluster.client, logger: Self.quiet)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await reflector.run() }
                try await reflector.waitUntilSynced()
                group.cancelAll()
            }
            #expect(reflector.hasSynced)
        }
    }
}
