/// What is wrong with clouds.yaml, and where.
public struct CloudConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence for people.
    public var message: String

    /// Makes an error.
    public init(_ message: String) {
        self.message = message
    }

    public var description: String { message }
}
