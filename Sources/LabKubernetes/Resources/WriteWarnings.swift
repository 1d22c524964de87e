import NIOConcurrencyHelpers

/// The warnings gathered on the way of a write.
final class WriteWarnings: Sendable {
    private let texts = NIOLockedValueBox<[String]>([])

    var all: [String] { texts.withLockedValue { $0 } }

    func add(_ more: [String]) { texts.withLockedValue { $0 += more } }
}
