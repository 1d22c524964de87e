import Logging

/// One message with everything that is shown of it, before it is written in a format.
struct LogRecord {
    /// Microseconds since 1970.
    var microseconds: Int64
    var level: Logger.Level
    var logger: String
    var message: String
    var error: String?
    /// Sorted by key, none of them a member that a line has anyway.
    var metadata: [(key: String, value: Logger.MetadataValue)]

    /// Members that every line may have. Metadata of such a name gets an underscore.
    private static let reserved: Set = ["ts", "level", "logger", "msg", "error"]

    init(microseconds: Int64, logger: String, event: LogEvent, metadata: Logger.Metadata) {
        self.microseconds = microseconds
        self.level = event.level
        self.logger = logger
        self.message = event.message.description
        self.error = event.error.map { "\($0)" }
        self.metadata = metadata.sorted { $0.key < $1.key }.map { (Self.reserved.contains($0.key) ? $0.key + "_" : $0.key, $0.value) }
    }
}
