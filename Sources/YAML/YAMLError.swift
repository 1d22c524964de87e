/// Why a YAML text could not be read, and where.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a clause without a full stop.
    public var message: String
    /// Line in the text, from 1, when one place is at fault.
    public var line: Int?
    /// Column in the line, in characters from 1, when one place is at fault.
    public var column: Int?

    /// An error, with its place if it has one.
    public init(_ message: String, line: Int? = nil, column: Int? = nil) {
        self.message = message
        self.line = line
        self.column = column
    }

    /// `line 3, column 5: did not find expected key`.
    public var description: String {
        guard let line, let column else { return message }
        return "line \(line), column \(column): \(message)"
    }
}
