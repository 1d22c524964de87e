import HTTPTransport
import KubernetesAPI

/// Why a call to the API server has not succeeded.
public enum KubernetesError: Error, Sendable, CustomStringConvertible {
    /// The server refused: its own words.
    case status(Status, call: String)
    /// No whole answer came.
    case transport(TransportError, call: String)
    /// An answer came that is not what the API promises.
    case malformed(String, call: String)
    /// The client's configuration or credential cannot be used; the text says what and how to mend it.
    case configuration(String)

    /// The HTTP status, where the server answered.
    public var code: Int? {
        if case .status(let status, _) = self { status.code } else { nil }
    }

    /// The machine-readable reason, where the server gave one.
    public var reason: String? {
        if case .status(let status, _) = self { status.reason } else { nil }
    }

    /// The machine-readable reason, typed; `nil` where the server gave none.
    public var statusReason: StatusReason? { reason.map(StatusReason.init(rawValue:)) }

    /// The server's whole answer, where it refused.
    public var status: Status? {
        if case .status(let status, _) = self { status } else { nil }
    }

    /// What the server says in particular: which fields are not valid, which belong to other managers.
    public var causes: [Status.Details.Cause] { status?.details?.causes ?? [] }

    /// The token by which an expired list may go on, inconsistently.
    var continueToken: String? { status?.metadata?.continue }

    /// The object does not exist.
    public var isNotFound: Bool { code == 404 }
    /// An object of that name exists already.
    public var isAlreadyExists: Bool { code == 409 && reason == "AlreadyExists" }
    /// The object has changed since it was read, or fields belong to another manager.
    public var isConflict: Bool { code == 409 && reason != "AlreadyExists" }
    /// The requested resource version is no longer known; list again.
    public var isExpired: Bool { code == 410 }
    /// The server does not know the caller.
    public var isUnauthorized: Bool { code == 401 }
    /// The caller may not do that.
    public var isForbidden: Bool { code == 403 }
    /// The object is not valid; trying again unchanged is useless.
    public var isInvalid: Bool { code == 422 || code == 400 }

    /// The server has too much to do, or a disruption budget is used up; ``retryAfter`` says when to come back.
    public var isTooManyRequests: Bool { code == 429 }
    /// The call may succeed when it is made again unchanged: no answer came, or the server could not answer now.
    public var isTransient: Bool {
        switch self {
        case .status: code.map { $0 == 429 || $0 >= 500 } ?? false
        case .transport(let error, _): error.code != .invalidRequest && error.code != .responseTooLarge
        case .malformed, .configuration: false
        }
    }

    /// How long the server asks to wait, where it does.
    public var retryAfter: Duration? {
        if case .status(let status, _) = self { status.details?.retryAfterSeconds.map { .seconds($0) } } else { nil }
    }

    public var description: String {
        switch self {
        case .status(let status, let call):
            "\(call): \(status.code.map(String.init) ?? "?") \(status.message ?? status.reason ?? "refused")"
        case .transport(let error, let call): "\(call): \(error)"
        case .malformed(let problem, let call): "\(call): the answer is not as the API promises: \(problem)"
        case .configuration(let problem): problem
        }
    }
}
