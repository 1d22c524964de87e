import Logging

/// A backend of [swift-log](https://github.com/apple/swift-log) that writes one line a message: JSON for machines, or text for people.
///
/// A JSON line has the members `ts` (RFC 3339, UTC, microseconds), `level`, `logger`, `msg`, `error` if there is one, and the metadata's own;
/// they are those of the JSON that Kubernetes' components and controller-runtime write
/// (<https://kubernetes.io/docs/concepts/cluster-administration/system-logs/#json-log-format>).
///
/// Control characters are escaped, so that no object's name can forge a line or steer a terminal. Lines are bounded: a long message is cut,
/// and metadata that no longer fits is left out. Bearer tokens, JSON web tokens, private keys and metadata whose keys end in `token`,
/// `password` or `authorization` are replaced by `[redacted]`.
///
/// ```swift
/// LoggingSystem.bootstrap { StructuredLogHandler(label: $0) }
/// ```
public struct StructuredLogHandler: LogHandler {
    /// The least severe level that is written.
    public var logLevel = Logger.Level.info
    /// What every message of this logger carries.
    public var metadata: Logger.Metadata = [:]
    /// What every message carries besides, asked for at each: the trace it belongs to, say.
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogFormat
    private let colours: Bool
    private let output: LogOutput

    /// Makes a handler of messages to the process's error stream.
    ///
    /// - Parameters:
    ///   - label: the logger's name.
    ///   - format: how lines look; by default what suits where they go.
    public init(label: String, format: LogFormat = .suitable, metadataProvider: Logger.MetadataProvider? = nil) {
        self.init(
            label: label, format: format, colours: LogFormat.hasColours, output: .standardError, metadataProvider: metadataProvider)
    }

    /// Makes a handler of messages to anywhere.
    ///
    /// - Parameters:
    ///   - label: the logger's name.
    ///   - colours: whether the reader is a terminal that shows them; only for people.
    public init(
        label: String, format: LogFormat, colours: Bool = false, output: LogOutput, metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.format = format
        self.colours = colours
        self.output = output
        self.metadataProvider = metadataProvider ?? LoggingSystem.metadataProvider
    }

    /// One item of what every message of this logger carries.
    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
        if let own = event.metadata { merged.merge(own) { $1 } }
        output.line(
            format.line(LogRecord(microseconds: LogTime.now(), logger: label, event: event, metadata: merged), colours: colours))
    }
}
