import NIOConcurrencyHelpers

/// The warnings gathered on the way of a write.
final class WriteWarnings: Sendable {
    private let texts = NIOLockedValueBox<[String]>([])

    var all: [String] { texts.withLockedValue { $0 } }

    /// Notes warnings; one that is there already is not said twice.
    func add(_ more: [String]) {
        texts.withLockedValue { texts in
            for text in more where !texts.contains(text) { texts.append(text) }
        }
    }
}
