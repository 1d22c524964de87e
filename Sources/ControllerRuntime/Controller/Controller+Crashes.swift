import KubernetesAPI
import Logging

extension Controller {
    /// Remembers keys in work in a journal, so that one that ends the process does not keep the others from being reconciled after the restart.
    ///
    /// A ``Manager`` with a journal calls it for each of its controllers.
    @discardableResult
    public func remembersCrashes(in journal: CrashJournal?) -> Self {
        wiring.withLockedValue { $0.journal = journal }
        return self
    }

    /// Calls `body` once with each key that is set aside, and the number of processes that it ended.
    @discardableResult
    public func onQuarantine(_ body: @escaping @Sendable (ObjectKey, Int) -> Void) -> Self {
        wiring.withLockedValue { $0.onQuarantine = body }
        return self
    }

    // Whether a key may be tried now; one that may not comes again when it may, or when it changes.
    func mayTry(_ work: WorkQueue.Work, _ journal: CrashJournal?, _ fingerprint: (@Sendable (ObjectKey) -> String?)?) -> Bool {
        guard let journal else { return true }
        let identity = CrashSuspect.Identity(controller: name, key: work.key)
        switch journal.verdict(on: identity, fingerprint: fingerprint?(work.key), others: queue.depth, now: .now) {
        case .free: return true
        case .alone:
            logger.notice("trying a key again that was in work when an earlier process died", metadata: ["object": "\(work.key)"])
            return true
        case .later(let pause):
            queue.add(work.key, after: pause, priority: .suspect)
            return false
        case .quarantined(let crashes, let isNew):
            guard isNew else { return false }
            logger.critical(
                "\(work.key) was in work when \(crashes) processes died: it is set aside until it is changed",
                metadata: ["object": "\(work.key)"])
            wiring.withLockedValue { $0.onQuarantine }?(work.key, crashes)
            return false
        }
    }
}
