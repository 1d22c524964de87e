import OpenStackAPI

/// What to do about a HeatStack.
public enum HeatStackAction: Sendable, Hashable {
    /// Create the stack.
    case create
    /// Update the stack to the spec.
    case update
    /// Delete the stack; if the object stays, the stack is created anew once it is gone.
    case delete(DeleteCause)
    /// Heat is at work: the poller tells when it is done.
    case poll
    /// Look again after a while.
    case wait(Duration, WaitCause)
    /// All is as it should be.
    case nothing
    /// Somebody has to do something; looked at again after a while, if at all.
    case stalled(StallCause)
    /// The stack is gone, the object may go.
    case release

    /// Why a stack is deleted.
    public enum DeleteCause: String, Sendable, Hashable {
        /// The object is being deleted.
        case objectDeleted
        /// Its creation failed, and the spec has changed since.
        case createFailed
        /// Somebody else's deletion failed; it is brought to its end, then the stack is created anew.
        case deleteFailed
    }

    /// Why there is a pause.
    public enum WaitCause: String, Sendable, Hashable {
        /// A call was sent, and Heat does not show its effect yet.
        case sent
        /// The last action failed; it is tried again after the pause.
        case backOff
        /// A create may be under way whose answer was lost.
        case createInDoubt
    }

    /// Why nothing more can be done.
    public enum StallCause: String, Sendable, Hashable {
        /// The creation failed: it is tried again when the spec changes.
        case createFailed = "CreateFailed"
        /// The adoption by hand failed.
        case adoptFailed = "AdoptFailed"
        /// Somebody suspended the stack.
        case suspended = "Suspended"
        /// A stack of our name exists that is not ours.
        case foreign = "NameTaken"
        /// Heat is in a state that this program does not know.
        case unknown = "UnknownStackStatus"
    }
}
