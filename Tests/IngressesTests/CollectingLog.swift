import Logging
import NIOConcurrencyHelpers

/// Keeps every line that is logged, however unimportant.
final class CollectingLog: Sendable {
    private let collected = NIOLockedValueBox<[String]>([])

    var lines: [String] { collected.withLockedValue { $0 } }

    var logger: Logger {
        Logger(label: "collected") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: CollectingLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let text = "\(event.level) \(event.message) \(all) \(event.error.map { "\($0)" } ?? "")"
            log.collected.withLockedValue { $0.append(text) }
        }
    }
}
