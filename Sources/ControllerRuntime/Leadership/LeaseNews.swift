import KubernetesAPI
import NIOConcurrencyHelpers

/// What a candidate hears of the lease while it waits.
final class LeaseNews: Sendable {
    /// The lease was seen so at that time.
    struct Report: Sendable {
        var spec: Lease.Spec?
        var at: ContinuousClock.Instant
    }

    private struct State {
        var report: Report?
        var isListening = false
    }

    private let state = NIOLockedValueBox(State())
    let wakeup = Wakeup()

    /// Whether changes are heard of as they happen.
    var isListening: Bool { state.withLockedValue { $0.isListening } }

    func tell(_ report: Report) {
        state.withLockedValue {
            $0.report = report
            $0.isListening = true
        }
        wakeup.signal()
    }

    func deaf() {
        state.withLockedValue { $0.isListening = false }
        wakeup.signal()
    }

    func take() -> Report? {
        state.withLockedValue { state in
            defer { state.report = nil }
            return state.report
        }
    }
}
