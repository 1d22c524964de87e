/// A write was refused, or given up, because this process may no longer hold its lease: another one may lead.
public struct LeadershipLapsed: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was refused: a method and a URL, for instance; empty when it was only asked.
    public let call: String

    /// Makes an error.
    public init(call: String = "") { self.call = call }

    public var description: String {
        (call.isEmpty ? "" : "\(call): ")
            + "refused, since this process may not hold its lease any more and another one may lead; the process that leads will do it"
    }
}
