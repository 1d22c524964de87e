import Glibc
import ServiceLifecycle
import UnixSignals

/// After the first signal gives the next one back to the system, which ends the process at once: for whoever does not want to wait.
struct SignalOnce: ServiceLifecycle.Service {
    let signals: [UnixSignal]

    func run() async throws {
        try? await gracefulShutdown()
        guard !Task.isCancelled else { return }
        for signal in signals { _ = Glibc.signal(signal.rawValue, SIG_DFL) }
    }
}
