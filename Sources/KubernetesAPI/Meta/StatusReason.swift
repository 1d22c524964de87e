/// Why the server refused, machine-readable. The server may give reasons that are not named here.
///
/// See <https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/types.go> (`StatusReason`).
public struct StatusReason: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The reason as the server writes it.
    public let rawValue: String

    /// Wraps a reason.
    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// 401: the server does not know the caller.
    public static let unauthorized = StatusReason(rawValue: "Unauthorized")
    /// 403: the caller may not do that.
    public static let forbidden = StatusReason(rawValue: "Forbidden")
    /// 404: the object, or the kind, does not exist.
    public static let notFound = StatusReason(rawValue: "NotFound")
    /// 409: an object of that name exists already.
    public static let alreadyExists = StatusReason(rawValue: "AlreadyExists")
    /// 409: the object has changed since it was read, or fields belong to another manager.
    public static let conflict = StatusReason(rawValue: "Conflict")
    /// 410: the object, or the place where it was, is gone for good.
    public static let gone = StatusReason(rawValue: "Gone")
    /// 410: the resource version is no longer known; list again.
    public static let expired = StatusReason(rawValue: "Expired")
    /// 422: the object is not valid; the causes name the fields.
    public static let invalid = StatusReason(rawValue: "Invalid")
    /// 504: the server could not do it in time; it may still have done it.
    public static let serverTimeout = StatusReason(rawValue: "ServerTimeout")
    /// 504: the server did not answer in the time that the call allowed.
    public static let timeout = StatusReason(rawValue: "Timeout")
    /// 429: the server has too much to do.
    public static let tooManyRequests = StatusReason(rawValue: "TooManyRequests")
    /// 400: the request is not one.
    public static let badRequest = StatusReason(rawValue: "BadRequest")
    /// 405: the resource cannot do that.
    public static let methodNotAllowed = StatusReason(rawValue: "MethodNotAllowed")
    /// 406: none of the media types that the caller understands can be made.
    public static let notAcceptable = StatusReason(rawValue: "NotAcceptable")
    /// 413: the request is too large.
    public static let requestEntityTooLarge = StatusReason(rawValue: "RequestEntityTooLarge")
    /// 415: the server cannot read the body's media type.
    public static let unsupportedMediaType = StatusReason(rawValue: "UnsupportedMediaType")
    /// 500: the server failed.
    public static let internalError = StatusReason(rawValue: "InternalError")
    /// 503: the server, or what it stores in, does not serve now.
    public static let serviceUnavailable = StatusReason(rawValue: "ServiceUnavailable")
}
