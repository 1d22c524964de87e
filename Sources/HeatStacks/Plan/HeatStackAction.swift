import OpenStackAPI

/// What to do about a HeatStack.
public enum HeatStackAction: Sendable, Hashable {
    /// Create the stack.
    case create
    /// Take over a stack that exists, if an update would leave it as it is.
    case adopt(Heat.Stack)
    /// Update the stack to the spec.
    case update
    /// Delete the stack; if the object stays, the stack is created anew once it is gone.
    case delete(DeleteCause)
    /// Give up the creation or the update that nobody works on any more; it is tried again as any that failed.
    case cancel
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
        /// Its creation failed, and the spec has changed since, or it is worth another try.
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
        /// Heat is at work on the stack that is to be taken over.
        case targetBusy
    }

    /// Why nothing more can be done.
    public enum StallCause: String, Sendable, Hashable {
        /// The creation failed: it is tried again when the spec changes or somebody asks for it.
        case createFailed = "CreateFailed"
        /// The adoption by hand failed.
        case adoptFailed = "AdoptFailed"
        /// Somebody suspended the stack in Heat.
        case suspended = "Suspended"
        /// The object says that nothing is to be sent.
        case suspendedBySpec = "SpecSuspended"
        /// The object is being deleted, and says that it must not be.
        case protected = "DeletionProtected"
        /// The stack that is to be taken over does not exist.
        case adoptMissing = "AdoptionTargetNotFound"
        /// The stack that is to be taken over is another object's.
        case adoptTaken = "AdoptionTargetTaken"
        /// A stack of our name exists that is not ours.
        case foreign = "NameTaken"
        /// Heat is in a state that this program does not know.
        case unknown = "UnknownStackStatus"
        /// Heat's work takes longer than it may: nobody is at it any more.
        case noProgress = "NoProgress"
    }

    /// Whether it changes something in Heat or lets go of what is there.
    var isWrite: Bool {
        switch self {
        case .create, .adopt, .update, .delete, .cancel: true
        case .poll, .wait, .nothing, .stalled, .release: false
        }
    }
}
