import ControllerRuntime
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import RoutingModel
import ServiceLifecycle

/// Keeps nginx's table in step with the Ingress: computes it after each change, sends it, sends it again after nginx restarted,
/// and keeps the last one that nginx accepted on disk.
public final class TableService: ServiceLifecycle.Service {
    private struct State {
        var delivery = TableDelivery()
        var problems: [RoutingProblem] = []
        /// The Ingresses of the wanted table; nil when it is from disk.
        var sources: [NodeReport.Served]?
        var failures = 0
        var quietUntil = ContinuousClock.now
        var saved: String?
    }

    private let source: any RoutingSource
    private let nginx: NginxAdmin
    private let lastGood: LastKnownGood
    private let status: NodeStatus
    private let logger: Logger
    private let wakeups = Wakeups()
    private let state = NIOLockedValueBox(State())

    /// Makes the service.
    ///
    /// - Parameter source: where the objects come from.
    init(source: any RoutingSource, nginx: NginxAdmin, lastGood: LastKnownGood, status: NodeStatus, logger: Logger) {
        self.source = source
        self.nginx = nginx
        self.lastGood = lastGood
        self.status = status
        self.logger = logger
        let wakeups = wakeups
        source.onChange { wakeups.changed() }
    }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        loadLastGood()
        compute()
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                // A collection without objects tells of no change, so its first list must be waited for.
                group.addTask {
                    try? await self.source.waitUntilSynced()
                    self.wakeups.changed()
                }
                await self.wakeups.loop(every: .seconds(1)) { await self.step() }
                group.cancelAll()
            }
        }
    }

    private func loadLastGood() {
        do {
            guard let table = try lastGood.table() else { return }
            state.withLockedValue {
                $0.delivery.want(table)
                $0.saved = table.revision
            }
            logger.info("serving the last good table from disk until the API server answers", metadata: ["revision": "\(table.revision)"])
        } catch {
            logger.warning("the last good table cannot be used: \(error)")
        }
    }

    private func step() async {
        if wakeups.takeChange() { compute() }
        await deliver()
    }

    private func compute() {
        let now = source.snapshot()
        guard now.missing.isEmpty else {
            status.update { $0.tableProblem = "the API server has not listed \(now.missing.joined(separator: ", ")) yet" }
            return
        }
        if let absent = now.absent.first {
            logger.warning("\(absent) is not in the cluster; what was served of it goes on being served")
        }
        guard !now.ingresses.isEmpty else {
            // Its finalizer keeps an Ingress until this node is gone, so that this is a mistake, and no reason to stop serving.
            status.update { $0.tableProblem = "there is no Ingress \(now.absent.first.map { "\($0)" } ?? "to serve") in the cluster" }
            return
        }
        let plan = RoutingPlan(ingresses: now.ingresses, services: now.services, endpointSlices: now.endpoints)
        do {
            let table = try RevisedTable(plan.table)
            let fresh = state.withLockedValue { state in
                state.delivery.want(table)
                state.sources = now.served
                defer { state.problems = plan.problems }
                return plan.problems.filter { !state.problems.contains($0) }
            }
            for problem in fresh { logger.warning("\(problem)", metadata: ["reason": "\(problem.reason.rawValue)"]) }
        } catch {
            logger.error("\(error)")
        }
    }

    private func deliver() async {
        guard ContinuousClock.now >= state.withLockedValue({ $0.quietUntil }) else { return }
        do {
            // Before a delta as well: after a restart nginx would refuse it, and a look costs less than that.
            var observed = try await nginx.state()
            state.withLockedValue { $0.delivery.observed(observed) }
            let action = state.withLockedValue { $0.delivery.action }
            switch action {
            case .nothing: break
            case .put(let table): observed = try await send(table) { try await self.nginx.put(table) }
            case .patch(let delta, let table): observed = try await send(table) { try await self.nginx.patch(delta) }
            }
            let current = observed
            let served = state.withLockedValue { $0.delivery.isSettled ? $0.sources : nil }
            status.update {
                $0.nginx = current
                if current.revision != nil { $0.tableProblem = nil }
                if let served { $0.served = served }
            }
            state.withLockedValue { $0.failures = 0 }
            save()
        } catch is CancellationError {
            return
        } catch {
            failed(error)
        }
    }

    private func send(_ table: RevisedTable, _ call: @Sendable () async throws -> NginxState) async throws -> NginxState {
        do {
            let observed = try await call()
            state.withLockedValue { $0.delivery.observed(observed) }
            logger.info(
                "nginx has a new table",
                metadata: [
                    "revision": "\(table.revision)", "hosts": "\(table.table.hosts.count)", "services": "\(table.table.services.count)",
                ])
            return observed
        } catch let error as NodeError {
            state.withLockedValue { $0.delivery.failed(error, sending: table) }
            status.update { $0.tableProblem = error.message }
            // nginx has another table: the whole one goes out without a pause.
            if error.code == .conflict { wakeups.changed() }
            throw error
        }
    }

    private func failed(_ error: any Error) {
        let isConflict = (error as? NodeError)?.code == .conflict
        let pause = state.withLockedValue { state -> Duration in
            state.failures += 1
            let pause = isConflict && state.failures == 1 ? .zero : Duration.milliseconds(min(5_000, 100 << min(state.failures, 6)))
            state.quietUntil = .now + pause
            return pause
        }
        if (error as? NodeError)?.code == .nginx { status.update { $0.nginx = nil } }
        logger.warning("\(error)", metadata: ["pause": "\(pause)"])
    }

    private func save() {
        let unsaved = state.withLockedValue { state -> RevisedTable? in
            guard state.delivery.isSettled, let applied = state.delivery.applied, applied.revision != state.saved else { return nil }
            state.saved = applied.revision
            return applied
        }
        guard let unsaved else { return }
        do {
            try lastGood.save(unsaved)
        } catch {
            logger.error("the last good table cannot be kept: \(error)")
        }
    }
}
