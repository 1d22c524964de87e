import Logging
import NIOConcurrencyHelpers

/// Logs each warning once, however often the server repeats it.
final class WarningLog: Sendable {
    // A server that puts a name or a time into each warning must not fill the memory.
    private static let limit = 1_000

    private let logger: Logger
    private let seen = NIOLockedValueBox<Set<String>>([])

    init(_ logger: Logger) { self.logger = logger }

    func note(_ warning: KubernetesWarning) {
        let isNew = seen.withLockedValue { seen in
            if seen.count >= Self.limit { seen.removeAll() }
            return seen.insert(warning.text).inserted
        }
        if isNew { logger.warning("the API server warns of \(warning.call): \(warning.text)") }
    }
}
