import OpenStackClient

/// What follows when Heat or Keystone refuses a call and has done nothing: pure.
enum Refusal: Sendable, Hashable {
    /// It is looked at again at once: something else was in the way, or is gone.
    case look(after: Duration)
    /// The queue tries again with its own pauses.
    case retry
    /// The status says why, and it is tried again after the pause.
    case stall(reason: String, remedy: String, pause: Duration)

    init(_ error: OpenStackError) {
        switch error.kind {
        case .conflict where error.type == "StackExists": self = .look(after: .seconds(1))
        case .conflict: self = .look(after: .seconds(5))
        case .notFound: self = .look(after: .seconds(1))
        case .unavailable, .rateLimited, .malformedAnswer: self = .retry
        case .quota:
            let cause: FailureCause = FailureCause(error.message) == .limit ? .limit : .quota
            self = .stall(reason: "QuotaExceeded", remedy: cause.remedy, pause: .seconds(120))
        case .unauthorized, .forbidden, .configuration:
            self = .stall(reason: "CloudAccessDenied", remedy: FailureCause.access.remedy, pause: .seconds(60))
        case .badRequest:
            self = .stall(reason: "StackRejected", remedy: FailureCause.invalid.remedy, pause: .seconds(300))
        }
    }
}
