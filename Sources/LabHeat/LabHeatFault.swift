/// A fault that a call meets.
public struct LabHeatFault: Sendable, Hashable {
    /// What happens.
    public enum Kind: Sendable, Hashable {
        /// The call is carried out, and the answer never arrives.
        case loseAnswer
        /// The call is not carried out, and no answer arrives.
        case loseCall
        /// The call is refused with a status, a header `Retry-After` and a text.
        case refuse(Int, retryAfter: Int?, type: String, message: String)
    }

    /// The verb of the calls that meet it.
    public var method: String
    /// What their path ends in.
    public var pathSuffix: String
    /// How many calls meet it.
    public var count: Int
    /// What happens to them.
    public var kind: Kind

    /// Makes a fault.
    public init(_ method: String, _ pathSuffix: String, count: Int = 1, _ kind: Kind) {
        self.method = method
        self.pathSuffix = pathSuffix
        self.count = count
        self.kind = kind
    }
}
