/// What the monitors say of a member.
enum MemberHealth: String, Sendable, Hashable {
    /// No monitor watches it: it is used.
    case unchecked
    /// Watched, and no probe has been answered yet: it is not used.
    case checking
    case up
    case down

    /// Whether new connections may go there, as far as the monitors are concerned.
    var isUsable: Bool { self == .up || self == .unchecked }
}
