import ControllerRuntime
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import NIOConcurrencyHelpers
import Testing

/// A server, a reflector of its Services over real sockets, and what the reflector tells.
struct ReflectorBench: Sendable {
    typealias Service = KubernetesAPI.Service

    let server: LabKubernetes
    let client: KubernetesClient
    let transport: RecordingTransport
    let reflector: Reflector<Service>
    let fold: ChangeFold<Service>

    /// Pauses as short as a test wants them, and patience for a busy machine.
    static let timing = ReflectorTiming(
        firstBackoff: .milliseconds(10), longestBackoff: .milliseconds(100), quickRetry: .milliseconds(5), healthyAfter: .milliseconds(200),
        initialEventsSilence: .seconds(20), watchSilence: .seconds(20), pageSize: 5, relistSpread: .milliseconds(5))
    /// The same, for tests in which the server falls silent.
    static let impatient: ReflectorTiming = {
        var timing = ReflectorBench.timing
        timing.initialEventsSilence = .milliseconds(800)
        timing.watchSilence = .seconds(1)
        return timing
    }()
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// How a run differs from a usual one.
    struct Setup {
        var timing = ReflectorBench.timing
        var credential: CredentialSource?
        var transform: (@Sendable (Service) -> Service?)?
        /// Changes the server's configuration.
        var configure: (inout LabKubernetesConfiguration) -> Void = { _ in }
        /// What happens before the reflector begins.
        var prepare: (LabKubernetes) async throws -> Void = { _ in }
        /// Whether the body begins only when the cache is filled.
        var waits = true
    }

    /// Starts a server and a reflector and runs a body beside them.
    static func run(_ setup: Setup = Setup(), _ body: @Sendable (ReflectorBench) async throws -> Void) async throws {
        var configuration = LabKubernetesConfiguration()
        configuration.bookmarkInterval = .milliseconds(300)
        setup.configure(&configuration)
        let server = try await LabKubernetes.start(configuration)
        var outcome = Result<Void, any Error>.success(())
        do {
            try await setup.prepare(server)
            let tls = TLSMaterial(trustedAuthorities: Array(server.caPEM.utf8))
            let transport = RecordingTransport(try AsyncHTTPTransport(tls: tls))
            let client = try KubernetesClient(
                configuration: KubernetesConfiguration(
                    server: server.url, tls: tls, credential: setup.credential ?? .token(server.adminToken)),
                transport: transport, retryPolicy: RetryPolicy(attempts: 2, firstPause: .milliseconds(5), longestPause: .milliseconds(50)),
                deadline: setup.timing.watchSilence * 2)
            let reflector = Reflector(
                Service.self, client: client, namespace: "default", transform: setup.transform, timing: setup.timing,
                lists: ListGate(limit: 2),
                logger: quiet)
            let bench = ReflectorBench(
                server: server, client: client, transport: transport, reflector: reflector, fold: ChangeFold())
            reflector.onChange { bench.fold.take($0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await reflector.run() }
                if setup.waits { try await reflector.waitUntilSynced() }
                try await body(bench)
                group.cancelAll()
            }
        } catch {
            outcome = .failure(error)
        }
        try await server.stop()
        try outcome.get()
    }

    /// Creates a Service, or changes it when there is one, without a connection.
    func put(_ name: String, label: String = "") throws { try Self.put(server, name, label: label) }

    static func put(_ server: LabKubernetes, _ name: String, namespace: String = "default", label: String = "") throws {
        try server.put([
            "apiVersion": "v1", "kind": "Service",
            "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": ["label": .string(label)]],
            "spec": ["ports": [["port": 80]]],
        ])
    }

    /// Waits until the reflector watches what it has listed: a fault that meets a request just as its connection is reset would be lost on it.
    /// What the server counts does not tell, since a watch that the reflector has given up may still be among them.
    func untilWatching() async throws {
        try await eventually("a watch") { transport.newestAnsweredGet?.contains("watch=true") == true }
    }

    func remove(_ name: String) { server.remove("services", namespace: "default", name: name) }

    /// What was told.
    var changes: [String] { fold.changes }

    func object(_ name: String) -> Service? { reflector.store[ObjectKey(namespace: "default", name: name)] }

    /// The requests for whole lists, in pages or not, other than by a watch.
    var lists: [String] { transport.gets.filter { !$0.contains("watch=true") && !$0.contains("limit=1") } }
    /// The watches with initial events.
    var streamedLists: [String] { transport.gets.filter { $0.contains("sendInitialEvents=true") } }
    /// The watches without.
    var watches: [String] { transport.gets.filter { $0.contains("watch=true") && !$0.contains("sendInitialEvents") } }

    /// Checks what must hold after any fault, once the cache has caught up: it holds what the server holds, and what a handler was told
    /// folds to exactly that, without a repeated and without a missing change.
    func expectInStep(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        // Handlers are told a moment after the store has it.
        try await eventually("the cache is in step") { contents(reflector.store.all) == truth() && fold.isEqual(to: reflector.store) }
        fold.expectEqual(to: reflector.store, sourceLocation: sourceLocation)
    }

    private func truth() -> [String] {
        server.objects("services").compactMap { object in
            guard let metadata = object["metadata"], metadata["namespace"] == "default" else { return nil }
            return [metadata["name"], metadata["uid"], metadata["resourceVersion"], metadata["labels"]?["label"]].map {
                $0?.stringValue ?? ""
            }.joined(separator: " ")
        }
    }

    private func contents(_ objects: [Service]) -> [String] {
        objects.map {
            "\($0.metadata.name) \($0.metadata.uid ?? "") \($0.metadata.resourceVersion ?? "") \($0.metadata.labels["label"] ?? "")"
        }
    }
}
