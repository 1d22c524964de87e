/// A place in the code that writes to Kubernetes or Heat; each stands at one place only. A process may end after any of them, so a test ends it
/// after each one of each flow, and counts that none is missing.
///
/// Events are not among them: they carry no state, and nothing is decided by them.
enum WriteSite: String, Sendable, Hashable, CaseIterable {
    /// The finalizer is set.
    case holdObject
    /// The finalizer is taken away: the stack is gone.
    case releaseObject
    /// The finalizer is taken away: the stack stays.
    case letGoObject
    /// The status says that a create is about to be sent.
    case createIntent
    /// The status says that a create was not answered.
    case createDoubt
    /// The status says that the stack is being created.
    case createStarted
    /// The status says that an update is about to be sent.
    case updateIntent
    /// The status says that an update was not answered.
    case updateDoubt
    /// The status says that the stack is being updated.
    case updateStarted
    /// The status says that the stack is being deleted.
    case deleteStarted
    /// The status says that a create or an update is given up.
    case cancelStarted
    /// The status says that Heat refused a call.
    case callRefused
    /// The status says why there is nothing to send: the template, a Secret.
    case notPrepared
    /// The status says why a stack is not taken over.
    case adoptionRefused
    /// The status names the stack that is taken over.
    case adoptionBegun
    /// The status says that Heat is at work.
    case progress
    /// The status says that a failure is tried again later.
    case backOff
    /// The status says what somebody has to do.
    case stall
    /// The status says that all is well; nothing was looked at.
    case settled
    /// The status says that all is well, or what is lost, after a look.
    case looked
    /// The status says that a repair would replace too much.
    case repairRefused
    /// The status says that the credentials are refused.
    case accessDenied
    /// The status says that Heat does not answer.
    case heatUnavailable
    /// The status says that the credentials cannot be read.
    case noCloud
    /// Heat is asked for a stack.
    case createStack
    /// Heat is asked to change the stack.
    case updateStack
    /// Heat is asked to delete the stack.
    case deleteStack
    /// Heat is asked to give up a create or an update.
    case cancelStack
    /// Heat is asked to delete a second stack of one object.
    case deleteDuplicate
    /// Heat is told of a resource that is lost.
    case markUnhealthy

    /// Whether the write goes to Heat.
    var isHeats: Bool {
        switch self {
        case .createStack, .updateStack, .deleteStack, .cancelStack, .deleteDuplicate, .markUnhealthy: true
        default: false
        }
    }
}
