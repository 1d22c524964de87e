import JSON
import NIOConcurrencyHelpers

/// What the parts of the stand-in share: configuration, verdicts of the monitors, tokens and failures to come.
final class Box: Sendable {
    private struct State: Sendable {
        var configuration: Configuration
        var health = HealthTable()
        var tokens = TokenTable()
        var faults = Faults()
    }

    /// A signal for each change that the data plane must follow; several may arrive as one.
    let changes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let state: NIOLockedValueBox<State>
    private let store: StateFile?

    /// - Parameter store: where the configuration is kept; `nil` keeps it in memory only.
    init(_ configuration: Configuration, store: StateFile?) {
        var initial = State(configuration: configuration)
        initial.health.reconcile(ProbePlans.all(in: configuration), now: .now)
        state = NIOLockedValueBox(initial)
        self.store = store
        (changes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        signal.yield()
    }

    var configuration: Configuration { state.withLockedValue { $0.configuration } }

    /// Changes the configuration, and keeps it on disk before anybody learns of it.
    func change<Result>(_ body: (inout Configuration) throws(IControlError) -> Result) throws(IControlError) -> Result {
        let outcome: Swift.Result<Result, IControlError> = state.withLockedValue { state in
            do throws(IControlError) {
                var changed = state.configuration
                let result = try body(&changed)
                try store?.save(changed)
                state.configuration = changed
                state.health.reconcile(ProbePlans.all(in: changed), now: .now)
                return .success(result)
            } catch {
                return .failure(error)
            }
        }
        signal.yield()
        return try outcome.get()
    }

    /// A consistent look at configuration and health.
    func view() -> ObjectView {
        let (configuration, health) = state.withLockedValue { ($0.configuration, $0.health) }
        return ObjectView(configuration: configuration) { Self.health(of: $0, configuration, health) }
    }

    func statistics(_ connections: [ForwardingPlan.Slot: Int]) -> StatisticsView {
        let view = view()
        return StatisticsView(configuration: view.configuration, health: view.health, connections: connections)
    }

    func forwardingPlan() -> ForwardingPlan {
        let view = view()
        return ForwardingPlan(view.configuration, health: view.health)
    }

    func dueProbes(now: ContinuousClock.Instant) -> [ProbePlan] { state.withLockedValue { $0.health.due(now: now) } }

    func nextProbe() -> ContinuousClock.Instant? { state.withLockedValue { $0.health.nextEvent() } }

    func record(_ plan: ProbePlan, good: Bool) {
        if state.withLockedValue({ $0.health.record(plan, good: good, now: .now) }) { signal.yield() }
    }

    func expireHealth() {
        if state.withLockedValue({ $0.health.expire(now: .now) }) { signal.yield() }
    }

    func withTokens<Result>(_ body: (inout TokenTable) throws(IControlError) -> Result) throws(IControlError) -> Result {
        let outcome: Swift.Result<Result, IControlError> = state.withLockedValue { state in
            do throws(IControlError) { return .success(try body(&state.tokens)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    func withFaults<Result>(_ body: (inout Faults) -> Result) -> Result { state.withLockedValue { body(&$0.faults) } }

    private static func health(of id: MemberID, _ configuration: Configuration, _ health: HealthTable) -> MemberHealth {
        health.health(of: id, under: ProbePlans.rule(for: id, in: configuration))
    }
}
