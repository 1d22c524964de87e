/// What a policy says to a change.
public enum AdmissionVerdict: Sendable, Hashable {
    /// The change may be made.
    case allowed
    /// It may, and people are told these sentences.
    case warned([String])
    /// It may not; the message says what is wrong, where, why, and what to do instead. It reaches the user's terminal.
    case refused(String)
}
