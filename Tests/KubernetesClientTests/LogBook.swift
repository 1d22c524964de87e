import Logging
import NIOConcurrencyHelpers

/// Keeps what is logged.
final class LogBook: Sendable {
    private let kept = NIOLockedValueBox<[String]>([])

    var lines: [String] { kept.withLockedValue { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(kept: self.kept) } }

    private struct Handler: LogHandler {
        let kept: NIOLockedValueBox<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { kept.withLockedValue { $0.append("\(event.level) \(event.message)") } }
    }
}
