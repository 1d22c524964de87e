import HTTPTransport
import KubernetesClient

/// Why a list or a watch has ended, sorted by what follows from it.
enum ReflectorFailure: Sendable, Equatable {
    /// 410: the version, or the token of a page, is no longer known.
    case expired
    /// 504: the version lies in the server's future.
    case versionTooLarge(retryAfter: Duration?)
    /// The server does not serve initial events.
    case initialEventsRefused
    /// The server began a watch, but not with initial events: it does not know the option, and ignores it.
    case initialEventsIgnored
    /// 403.
    case forbidden
    /// Another status.
    case refused(code: Int, retryAfter: Duration?)
    /// The connection was lost, or never came about.
    case lost
    /// Nothing was heard for too long.
    case silent
    /// The watch ended almost as soon as it began, without news.
    case cutShort
    /// Something came that is older than it can be.
    case outdated
    /// What came is not what the API promises.
    case malformed

    init(_ error: any Error, isInitial: Bool) {
        guard let error = error as? KubernetesError else {
            self = .lost
            return
        }
        switch error {
        case .status(let status, _):
            let cause = status.details?.causes?.contains { $0.reason == "ResourceVersionTooLarge" } ?? false
            switch status.code ?? 500 {
            case 410: self = .expired
            case 504 where cause || status.message?.contains("Too large resource version") == true:
                self = .versionTooLarge(retryAfter: error.retryAfter)
            case 400 where isInitial, 405 where isInitial, 422 where isInitial: self = .initialEventsRefused
            case 403: self = .forbidden
            case let code: self = .refused(code: code, retryAfter: error.retryAfter)
            }
        case .transport(let error, _): self = error.code == .deadlineExceeded ? .silent : .lost
        case .malformed: self = .malformed
        case .configuration: self = .refused(code: 0, retryAfter: nil)
        }
    }

    /// Whether the server may have been replaced meanwhile by an older one of itself.
    var mayBeRestart: Bool {
        switch self {
        case .lost, .silent, .outdated, .versionTooLarge: true
        case .refused(let code, _): code >= 500
        default: false
        }
    }

    /// How long the server asks to wait.
    var retryAfter: Duration? {
        switch self {
        case .refused(_, let pause), .versionTooLarge(let pause): pause.map { min($0, .seconds(300)) }
        default: nil
        }
    }
}
