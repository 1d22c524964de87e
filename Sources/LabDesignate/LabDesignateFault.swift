/// A fault that a call meets.
public struct LabDesignateFault: Sendable, Hashable {
    /// What happens.
    public enum Kind: Sendable, Hashable {
        /// Nothing happens: the call passes.
        case none
        /// The call is carried out, and the answer never arrives.
        case loseAnswer
        /// The call is not carried out, and no answer arrives.
        case loseCall
        /// The call is refused with a status.
        case refuse(Int)
    }

    /// The verb of the calls that meet it.
    public var method: String
    /// What their path contains.
    public var path: String
    /// How many calls meet it.
    public var count: Int
    /// What happens to them.
    public var kind: Kind

    /// Makes a fault.
    public init(_ method: String, _ path: String = "recordsets", count: Int = 1, _ kind: Kind) {
        self.method = method
        self.path = path
        self.count = count
        self.kind = kind
    }
}
