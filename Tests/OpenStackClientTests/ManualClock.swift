import NIOConcurrencyHelpers
import OpenStackClient

/// A clock whose sleeps end at once and are written down.
final class ManualClock: Sendable {
    private let state = NIOLockedValueBox((now: Duration.zero, sleeps: [Duration]()))

    var sleeps: [Duration] { state.withLockedValue { $0.sleeps } }

    func advance(by duration: Duration) { state.withLockedValue { $0.now += duration } }

    var clock: OpenStackClock {
        OpenStackClock(
            now: { self.state.withLockedValue { $0.now } },
            sleep: { pause in
                try Task.checkCancellation()
                self.state.withLockedValue {
                    $0.now += pause
                    $0.sleeps.append(pause)
                }
            },
            jitter: { 1 })
    }
}
