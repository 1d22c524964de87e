/// A failure of the lab that a person must read: what went wrong, and what to do about it.
public struct LabError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong, and where.
    public let message: String
    /// What the reader can do; empty where the message already says it.
    public let remedy: String

    /// Makes an error.
    public init(_ message: String, remedy: String = "") {
        self.message = message
        self.remedy = remedy
    }

    /// Message and remedy in one line each.
    public var description: String { remedy.isEmpty ? message : "\(message)\n  -> \(remedy)" }
}
