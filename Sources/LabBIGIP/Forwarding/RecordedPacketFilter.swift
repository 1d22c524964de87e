import NIOConcurrencyHelpers

/// Keeps rules instead of carrying them out: for tests of everything but packets.
public final class RecordedPacketFilter: PacketFilter {
    private let applied = NIOLockedValueBox<[String]>([])

    /// A filter that has seen no rules yet.
    public init() {}

    /// The rules so far, the newest last.
    public var rulesets: [String] { applied.withLockedValue { $0 } }

    public func apply(_ ruleset: String) async throws { applied.withLockedValue { $0.append(ruleset) } }

    public func connections() async -> String { "" }
}
