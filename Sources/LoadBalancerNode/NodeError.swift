/// Why something on this node did not work.
public struct NodeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable {
        /// A flag, a variable or a file of the configuration is wrong.
        case configuration
        /// A file cannot be read or written.
        case file
        /// nginx cannot be reached, or answers what cannot be understood.
        case nginx
        /// nginx has another table than was believed; the whole table must be sent.
        case conflict
        /// nginx refuses the table; sending it again is useless.
        case refused
        /// A program failed or took too long.
        case program
        /// A token cannot be read.
        case token
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, with which value, and the remedy where there is one.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
