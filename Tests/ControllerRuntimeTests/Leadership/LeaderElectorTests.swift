import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import NIOConcurrencyHelpers
import Testing

@Suite(.timeLimit(.minutes(1))) struct LeaderElectorTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let lease = ObjectKey(namespace: "default", name: "lock")
    private let timing = LeaderElector.Timing(
        leaseDuration: .seconds(40), renewDeadline: .seconds(2), retryPeriod: .milliseconds(100))

    /// A busy machine must not make the first lose the lease, which it would not release then.
    private let patient = LeaderElector.Timing(
        leaseDuration: .seconds(40), renewDeadline: .seconds(30), retryPeriod: .milliseconds(100))

    private func elector(_ identity: String, _ cluster: Cluster, timing: LeaderElector.Timing? = nil) -> LeaderElector {
        LeaderElector(lease: lease, identity: identity, client: cluster.client, timing: timing ?? self.timing, logger: Self.quiet)
    }

    @Test func `of two processes one leads, and the other takes over soon after it lets go`() async throws {
        try await Cluster.with { cluster in
            let leading = NIOLockedValueBox<Set<String>>([])
            let most = NIOLockedValueBox(0)
            @Sendable func lead(_ name: String) async throws {
                try await elector(name, cluster, timing: patient).run {
                    let count = leading.withLockedValue {
                        $0.insert(name)
                        return $0.count
                    }
                    most.withLockedValue { $0 = max($0, count) }
                    defer { leading.withLockedValue { _ = $0.remove(name) } }
                    try await Task.sleep(for: .seconds(3600))
                }
            }
            let first = Task { try await lead("first") }
            try await eventually("the first leads") { leading.withLockedValue { $0 } == ["first"] }
            let second = Task { try await lead("second") }
            try await Task.sleep(for: .milliseconds(300))
            #expect(leading.withLockedValue { $0 } == ["first"])
            first.cancel()
            _ = await first.result
            let released = ContinuousClock.now
            try await eventually("the second leads") { leading.withLockedValue { $0 } == ["second"] }
            #expect(ContinuousClock.now - released < timing.leaseDuration / 2)
            second.cancel()
            _ = await second.result
            #expect(most.withLockedValue { $0 } == 1)
        }
    }

    @Test func `a leader that cannot renew stops before another may begin`() async throws {
        try await Cluster.with { cluster in
            let stopped = NIOLockedValueBox<ContinuousClock.Instant?>(nil)
            let started = NIOLockedValueBox<Bool>(false)
            let leader = Task {
                try await elector("first", cluster).run {
                    started.withLockedValue { $0 = true }
                    defer { stopped.withLockedValue { $0 = .now } }
                    try await Task.sleep(for: .seconds(3600))
                }
            }
            try await eventually("it leads") { started.withLockedValue { $0 } }
            cluster.server.inject(LabFault(.fail(code: 500), count: 1000, resource: "leases"))
            let away = ContinuousClock.now
            await #expect(throws: LeaderElector.LeadershipLost.self) { try await leader.value }
            let end = try #require(stopped.withLockedValue { $0 })
            #expect(end - away < timing.leaseDuration)
        }
    }

    @Test func `a leader whose calls hang stops at its renew deadline, not when they give up`() async throws {
        try await Cluster.with { cluster in
            let timing = LeaderElector.Timing(leaseDuration: .seconds(40), renewDeadline: .milliseconds(2500), retryPeriod: .seconds(2))
            let elector = LeaderElector(lease: lease, identity: "first", client: cluster.client, timing: timing, logger: Self.quiet)
            let led = NIOLockedValueBox<(from: ContinuousClock.Instant, to: ContinuousClock.Instant)?>(nil)
            let leader = Task {
                try await elector.run {
                    let from = ContinuousClock.now
                    cluster.server.inject(LabFault(.delay(.seconds(5)), count: 10, resource: "leases"))
                    defer { led.withLockedValue { $0 = (from, .now) } }
                    try await Task.sleep(for: .seconds(3600))
                }
            }
            await #expect(throws: LeaderElector.LeadershipLost.self) { try await leader.value }
            let time = try #require(led.withLockedValue { $0 })
            #expect(time.to - time.from < .seconds(4))
        }
    }

    @Test func `a restarted process of the same name leads again at once`() async throws {
        try await Cluster.with { cluster in
            let spec = Lease.Spec(holderIdentity: "me", leaseDurationSeconds: 3600, renewTime: Timestamp(microseconds: 0))
            try await cluster.client.create(Lease(metadata: ObjectMeta(name: lease.name, namespace: lease.namespace), spec: spec))
            let started = ContinuousClock.now
            try await elector("me", cluster).run {}
            #expect(ContinuousClock.now - started < .seconds(60))
        }
    }
}
