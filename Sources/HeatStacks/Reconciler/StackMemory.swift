import KubernetesAPI
import NIOConcurrencyHelpers
import OpenStackAPI

/// What this process remembers of each HeatStack between reconciles. All of it may be lost: it only saves waiting, double work and noise.
final class StackMemory: Sendable {
    private struct Entry {
        var sent: (kind: HeatStackSituation.SentCall.Kind, at: Duration, before: HeatStackSituation.Fingerprint?)?
        var failure: (state: HeatStackSituation.Fingerprint, since: Duration)?
        var progress: (id: String, state: HeatStackSituation.Fingerprint, since: Duration)?
        var repairs = 0
        var repairedSpec: String?
        var intentSince: Duration?
        var refusal: (spec: String, until: Duration)?
        var lookedAt: Duration?
        var mends: (count: Int, at: Duration)?
        var status: (uid: String, value: HeatStackStatus, at: Duration)?
        var isStatusInDoubt = false
    }

    /// How long a status just written counts for more than the cache, which may not have it yet.
    private static let statusLifetime: Duration = .seconds(30)

    private let entries = NIOLockedValueBox<[ObjectKey: Entry]>([:])

    func forget(_ key: ObjectKey) {
        entries.withLockedValue { $0[key] = nil }
    }

    private func change<Result>(_ key: ObjectKey, _ body: (inout Entry) -> Result) -> Result {
        entries.withLockedValue { body(&$0[key, default: Entry()]) }
    }

    func didSend(_ kind: HeatStackSituation.SentCall.Kind, _ key: ObjectKey, before stack: Heat.Stack?, at now: Duration) {
        change(key) {
            $0.sent = (kind, now, stack.map { HeatStackSituation.Fingerprint($0) })
            $0.progress = nil
            // A new stack looks like the one before, and fails anew.
            if stack == nil { $0.failure = nil }
        }
    }

    func forgetSent(_ key: ObjectKey) {
        change(key) { $0.sent = nil }
    }

    func sent(_ key: ObjectKey, at now: Duration) -> HeatStackSituation.SentCall? {
        change(key) { entry in
            entry.sent.map { HeatStackSituation.SentCall($0.kind, age: now - $0.at, before: $0.before) }
        }
    }

    /// How long this process has known that a create was about to be sent and no id came of it.
    func intentAge(_ key: ObjectKey, isIntended: Bool, at now: Duration) -> Duration? {
        change(key) { entry in
            entry.intentSince = isIntended ? entry.intentSince ?? now : nil
            return entry.intentSince.map { now - $0 }
        }
    }

    /// How long the stack has been in its present failed state, and how often it was repaired for this spec.
    func failure(_ key: ObjectKey, of stack: Heat.Stack?, spec: String, at now: Duration) -> (age: Duration, attempts: Int) {
        change(key) { entry in
            if entry.repairedSpec != spec {
                entry.repairedSpec = spec
                entry.repairs = 0
            }
            guard let stack, !stack.status.isInProgress else { return (.zero, entry.repairs) }
            let state = HeatStackSituation.Fingerprint(stack)
            if entry.failure?.state != state { entry.failure = (state, now) }
            return (now - (entry.failure?.since ?? now), entry.repairs)
        }
    }

    /// How long this process has seen Heat at its present work, since the last call.
    func progressAge(_ key: ObjectKey, of stack: Heat.Stack?, at now: Duration) -> Duration {
        change(key) { entry in
            guard let stack, stack.status.isInProgress else {
                entry.progress = nil
                return .zero
            }
            let state = HeatStackSituation.Fingerprint(stack)
            if entry.progress?.id != stack.id || entry.progress?.state != state { entry.progress = (stack.id, state, now) }
            return now - (entry.progress?.since ?? now)
        }
    }

    func didRepair(_ key: ObjectKey) {
        change(key) {
            $0.repairs += 1
            $0.failure = nil
        }
    }

    func didSettle(_ key: ObjectKey) {
        change(key) {
            $0.repairs = 0
            $0.failure = nil
            $0.sent = nil
            $0.refusal = nil
        }
    }

    /// Somebody asked for another try: nothing is waited for any more.
    func retry(_ key: ObjectKey) {
        change(key) {
            $0.refusal = nil
            $0.repairs = 0
            $0.lookedAt = .seconds(-1_000_000)
            $0.mends = nil
        }
    }

    /// Whether the stack's resources are to be looked at now. The first time is drawn, so that a new process does not look at all stacks at once.
    func isLookDue(_ key: ObjectKey, every interval: Duration, at now: Duration) -> Bool {
        change(key) { entry in
            guard let last = entry.lookedAt else {
                entry.lookedAt = now - interval * Double.random(in: 0..<0.8)
                return false
            }
            return now - last >= interval * 0.8
        }
    }

    /// The stack's resources were looked at.
    func didLook(_ key: ObjectKey, at now: Duration) {
        change(key) { $0.lookedAt = now }
    }

    /// Nothing is lost.
    func didFindAll(_ key: ObjectKey) {
        change(key) { $0.mends = nil }
    }

    /// Whether what is lost may be made anew now: less and less often, if it is lost again and again.
    func mayMend(_ key: ObjectKey, at now: Duration) -> Bool {
        change(key) { entry in
            guard let mends = entry.mends else { return true }
            return now - mends.at >= min(HeatStackPlan.firstBackOff * (1 << min(mends.count, 16)), HeatStackPlan.longestBackOff)
        }
    }

    /// What is lost is being made anew.
    func didMend(_ key: ObjectKey, at now: Duration) {
        change(key) { $0.mends = (($0.mends?.count ?? 0) + 1, now) }
    }

    func refuse(_ key: ObjectKey, spec: String, until: Duration) {
        change(key) { $0.refusal = (spec, until) }
    }

    /// How much longer a call for this spec is not to be sent, since it was refused.
    func remainingRefusal(_ key: ObjectKey, spec: String, at now: Duration) -> Duration? {
        change(key) { entry in
            guard let refusal = entry.refusal, refusal.spec == spec, refusal.until > now else { return nil }
            return refusal.until - now
        }
    }

    /// A status is about to be written: until the answer comes, nobody knows which one the server has.
    func willWrite(_ key: ObjectKey) {
        change(key) { $0.isStatusInDoubt = true }
    }

    func didWrite(_ status: HeatStackStatus, _ key: ObjectKey, uid: String, at now: Duration) {
        change(key) {
            $0.status = (uid, status, now)
            $0.isStatusInDoubt = false
        }
    }

    /// Whether the last write of the status was not answered.
    func isStatusInDoubt(_ key: ObjectKey) -> Bool {
        entries.withLockedValue { $0[key]?.isStatusInDoubt ?? false }
    }

    /// The status as it is known best.
    func status(of object: HeatStack, at now: Duration) -> HeatStackStatus? {
        let (own, isInDoubt) = entries.withLockedValue { ($0[object.key]?.status, $0[object.key]?.isStatusInDoubt ?? false) }
        guard !isInDoubt, let own, own.uid == object.metadata.uid, now - own.at < Self.statusLifetime else { return object.status }
        return own.value
    }
}
