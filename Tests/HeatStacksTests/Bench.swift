import ControllerRuntime
import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabHeat
import LabKubernetes
import Logging
import NIOConcurrencyHelpers
import OpenStackAPI
import OpenStackClient
import Testing
import YAML

@testable import HeatStacks

/// An API server, a Heat and a cache, with a reconciler that is driven by hand: no time passes but by `time`.
final class Bench: Sendable {
    static let key = ObjectKey(namespace: "default", name: "web")
    static let template = """
        heat_template_version: 2018-08-31
        parameters: {replicas: {type: number}}
        outputs: {bigip_vsip: {value: 198.51.100.10}}
        """

    let kubernetes: LabKubernetes
    let heat: LabHeat
    let client: KubernetesClient
    let transport: AsyncHTTPTransport
    let openStack: OpenStackClient
    let heatClient: HeatClient
    let reflector: Reflector<HeatStack>
    let recorder: EventRecorder
    let queue = WorkQueue(name: "test")
    let files: TemporaryDirectory
    let time = NIOLockedValueBox(Duration.zero)
    /// What takes the place of the one cloud.
    let connections: NIOLockedValueBox<HeatConnections?> = NIOLockedValueBox(nil)
    /// Who is told of the writes of every reconciler made from now on.
    let witness: NIOLockedValueBox<WriteWitness?> = NIOLockedValueBox(nil)
    private let current: NIOLockedValueBox<HeatStackReconciler?> = NIOLockedValueBox(nil)

    private init(kubernetes: LabKubernetes, heat: LabHeat, url: String, cloud real: CloudConfiguration?) throws {
        self.kubernetes = kubernetes
        self.heat = heat
        let configuration = try KubernetesConfiguration(
            kubeconfig: JSONValue(parsing: kubernetes.kubeconfig).decode(Kubeconfig.self))
        client = try KubernetesClient(configuration: configuration)
        transport = try AsyncHTTPTransport()
        let cloud =
            real
            ?? CloudConfiguration(name: "lab", authenticationURL: url, credentials: .applicationCredential(id: "i", secret: "secret"))
        openStack = OpenStackClient(
            cloud: cloud, transport: transport, retries: OpenStackRetryPolicy(firstPause: .milliseconds(1)), logger: Self.logger)
        heatClient = HeatClient(openStack)
        reflector = Reflector(client: client, logger: Self.logger)
        recorder = EventRecorder(client: client, controller: "test", instance: "test", logger: Self.logger)
        files = try TemporaryDirectory()
        try files.write("t.yaml", Self.template)
    }

    static let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    /// Runs `body` with everything started and the CRD in place; `cloud` takes the place of the stand-in for Heat.
    static func run(cloud: CloudConfiguration? = nil, _ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        try await LabHeat.run { heat, url in
            let kubernetes = try await LabKubernetes.start()
            try kubernetes.put(try crd())
            let bench = try Bench(kubernetes: kubernetes, heat: heat, url: url, cloud: cloud)
            let result: Result<Void, any Error>
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await bench.reflector.run() }
                    group.addTask { try await bench.recorder.run() }
                    defer { group.cancelAll() }
                    bench.restart()
                    try await bench.reflector.waitUntilSynced()
                    try await body(bench)
                }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await bench.client.shutdown()
            await bench.transport.shutdown()
            try await kubernetes.stop()
            try result.get()
        }
    }

    /// The repository.
    static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    static func crd() throws -> JSONValue {
        let data = try Data(contentsOf: URL(filePath: root + "/deploy/crds/heatstacks.yaml"))
        return try YAMLReader.value([UInt8](data))
    }

    /// A new process: it remembers nothing.
    func restart() {
        let reconciler = reconciler(store: reflector.store)
        current.withLockedValue { $0 = reconciler }
    }

    /// A reconciler that reads `store`.
    func reconciler(store: Store<HeatStack>) -> HeatStackReconciler {
        let time = time
        let clock = HeatStackClock(
            elapsed: { time.withLockedValue { $0 } },
            timeOfDay: { Timestamp(seconds: 1_800_000_000 + time.withLockedValue { $0.components.seconds }) })
        let poller = StackPoller(queue: queue, clock: clock, logger: Self.logger)
        let client = client
        let source = TemplateSource(transport: transport, builtin: Self.root + "/heat/templates") {
            try await client.getIfPresent(ConfigMap.self, $0, namespace: $1)
        }
        var reconciler = HeatStackReconciler(
            store: store, client: client, connections: connections.withLockedValue { $0 } ?? HeatConnections(fixed: heatClient),
            resolver: TemplateResolver(source: source), poller: poller, recorder: recorder, clock: clock, logger: Self.logger)
        reconciler.witness = witness.withLockedValue { $0 }
        return reconciler
    }

    func pass(_ duration: Duration) {
        time.withLockedValue { $0 += duration }
    }

    /// Creates the object.
    func create(_ change: (inout HeatStackSpec) -> Void = { _ in }) async throws {
        var spec = HeatStackSpec(templateURL: "file://\(files.path)/t.yaml", params: ["replicas": "2"])
        change(&spec)
        try await client.create(HeatStack(metadata: ObjectMeta(name: Self.key.name, namespace: Self.key.namespace), spec: spec))
    }

    func patch(_ spec: JSONValue) async throws {
        try await client.patch(HeatStack.self, Self.key.name, namespace: Self.key.namespace, with: .merge(["spec": spec]))
    }

    func delete() async throws {
        try await client.delete(HeatStack.self, Self.key.name, namespace: Self.key.namespace)
    }

    func object() async throws -> HeatStack? {
        try stored?.decode(HeatStack.self)
    }

    /// The object as the server has it, without a request.
    private var stored: JSONValue? {
        kubernetes.object("heatstacks", group: AKE.group, namespace: Self.key.namespace ?? "", name: Self.key.name)
    }

    func status() async throws -> HeatStackStatus {
        try await object()?.status ?? HeatStackStatus()
    }

    /// Reconciles once the cache has what the server has.
    @discardableResult
    func reconcile() async throws -> ReconcileResult {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            let live = stored?["metadata"]?["resourceVersion"]?.stringValue
            if live == reflector.store[Self.key]?.metadata.resourceVersion { break }
            try await Task.sleep(for: .milliseconds(2))
        }
        let reconciler = try #require(current.withLockedValue { $0 })
        return try await reconciler.reconcile(Self.key)
    }

    /// Waits until something is so.
    func eventually(within limit: Duration = .seconds(10), _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !condition() {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Creates the object and brings its stack to CREATE_COMPLETE.
    func createWhole(_ change: (inout HeatStackSpec) -> Void = { _ in }) async throws {
        try await create(change)
        try await reconcile()
        heat.state.withLockedValue { $0.settle() }
        try await reconcile()
    }

    var stacks: [LabHeatStack] { heat.state.withLockedValue { $0.stacks } }
    var heatWrites: Int { heat.state.withLockedValue { $0.writes.count } }

    /// Waits for an Event of that reason and returns its note.
    func event(_ reason: String) async throws -> String? {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            let events = kubernetes.objects("events", group: "events.k8s.io") + kubernetes.objects("events")
            if let event = events.first(where: { $0["reason"]?.stringValue == reason }) {
                return event["note"]?.stringValue ?? event["message"]?.stringValue
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }
}
