import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Metrics
import NIOConcurrencyHelpers
import Testing

@testable import OperationsServer

/// The names and labels that dashboards for controller-runtime and client-go are made for.
@Suite struct MetricNamesTests {
    /// The registry of the tests' process: whatever is measured there lands in it.
    private static let registry = PrometheusRegistry.bootstrap()

    /// From the sources of controller-runtime (pkg/internal/controller/metrics, pkg/metrics, pkg/webhook/internal/metrics, pkg/certwatcher/metrics).
    private static let upstream: [(String, MetricKind, Set<String>)] = [
        ("controller_runtime_reconcile_total", .counter, ["controller", "result"]),
        ("controller_runtime_reconcile_errors_total", .counter, ["controller"]),
        ("controller_runtime_terminal_reconcile_errors_total", .counter, ["controller"]),
        ("controller_runtime_reconcile_panics_total", .counter, ["controller"]),
        ("controller_runtime_reconcile_timeouts_total", .counter, ["controller"]),
        ("controller_runtime_reconcile_time_seconds", .histogram, ["controller"]),
        ("controller_runtime_max_concurrent_reconciles", .gauge, ["controller"]),
        ("controller_runtime_active_workers", .gauge, ["controller"]),
        ("workqueue_depth", .gauge, ["name", "controller", "priority"]),
        ("workqueue_adds_total", .counter, ["name", "controller"]),
        ("workqueue_retries_total", .counter, ["name", "controller"]),
        ("workqueue_queue_duration_seconds", .histogram, ["name", "controller"]),
        ("workqueue_work_duration_seconds", .histogram, ["name", "controller"]),
        ("workqueue_unfinished_work_seconds", .gauge, ["name", "controller"]),
        ("workqueue_longest_running_processor_seconds", .gauge, ["name", "controller"]),
        ("rest_client_requests_total", .counter, ["code", "method", "host"]),
        ("rest_client_request_duration_seconds", .histogram, ["verb", "host"]),
        ("leader_election_master_status", .gauge, ["name"]),
        ("leader_election_slowpath_total", .counter, ["name"]),
        ("controller_runtime_webhook_requests_total", .counter, ["webhook", "code"]),
        ("controller_runtime_webhook_requests_in_flight", .gauge, ["webhook"]),
        ("controller_runtime_webhook_latency_seconds", .histogram, ["webhook"]),
        ("certwatcher_read_certificate_total", .counter, []), ("certwatcher_read_certificate_errors_total", .counter, []),
    ]

    /// These need files, or an election that does not go well.
    private static let notMeasured: Set = [
        "certwatcher_read_certificate_total", "certwatcher_read_certificate_errors_total", "leader_election_slowpath_total",
    ]

    @Test func `what is known is what upstream has`() {
        for (name, kind, labels) in Self.upstream {
            let known = MetricDescription.known.first { $0.name == name }
            #expect(known?.kind == kind && known?.labels == labels, "\(name)")
        }
    }

    /// Fails for a Secret that says so, until it says otherwise.
    private struct SecretReconciler: Reconciler {
        let secrets: Store<Secret>
        let seen: NIOLockedValueBox<Set<String>>

        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            _ = seen.withLockedValue { $0.insert(key.name) }
            if secrets[key]?.type == "example.com/broken" { throw WebhookCertificateError("broken") }
            return .done
        }
    }

    @Test(.timeLimit(.minutes(3))) func `what a controller, its queue, cache and client measure has those names and labels, and no others`()
        async throws
    {
        let registry = Self.registry
        let cluster = try await LabKubernetes.start()
        for (name, type) in [("good", "Opaque"), ("bad", "example.com/broken")] {
            try cluster.put([
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name), "namespace": "default"], "type": .string(type),
            ])
        }
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: cluster.kubeconfig)))
        let manager = try Manager(client: client, logger: quiet, leaderElection: .lease("default/names"), signals: [])
        let secrets = manager.cache(Secret.self)
        let seen = NIOLockedValueBox<Set<String>>([])
        manager.add(Controller(name: "names", for: secrets, reconciler: SecretReconciler(secrets: secrets.store, seen: seen)))
        try await withServices([manager]) {
            try await eventually("both are reconciled") { seen.withLockedValue { $0.isSuperset(of: ["good", "bad"]) } }
            try await eventually("a retry is counted") {
                registry.text().contains(#"controller_runtime_reconcile_errors_total{controller="names"} "#)
                    && !registry.text().contains(#"controller_runtime_reconcile_errors_total{controller="names"} 0"#)
            }
        }
        try await cluster.stop()
        try await Webhook.running { webhook async throws in _ = try await webhook.post([]) }

        let families = ExposedFamily.all(in: registry.text())
        let known = Dictionary(uniqueKeysWithValues: MetricDescription.known.map { ($0.name, $0) })
        let prefixes = ["controller_runtime_", "workqueue_", "rest_client_", "leader_election_", "reflector_", "certwatcher_"]
        for family in families.values where prefixes.contains(where: family.name.hasPrefix) {
            let description = known[family.name]
            #expect(description != nil, "\(family.name) is not described in MetricDescription.known")
            #expect(description?.kind == family.kind, "\(family.name) is a \(family.kind)")
            for labels in family.labels { #expect(labels == description?.labels, "\(family.name) has labels \(labels.sorted())") }
        }
        for (name, _, _) in Self.upstream where !Self.notMeasured.contains(name) {
            #expect(families[name] != nil, "nobody measures \(name)")
        }
    }
}
