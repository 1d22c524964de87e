import HTTPTransport
import OpenStackAPI

/// Why a call to an OpenStack service did not succeed.
public struct OpenStackError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that a caller may treat differently.
    public enum Kind: String, Sendable, Hashable {
        /// The object does not exist (any more).
        case notFound
        /// The object exists already, or another action on it is running.
        case conflict
        /// A limit of the project is reached.
        case quota
        /// The credentials are not accepted.
        case unauthorized
        /// The user may not do this.
        case forbidden
        /// The call itself is wrong; repeating it is of no use.
        case badRequest
        /// Too many calls.
        case rateLimited
        /// The service did not answer, or not now.
        case unavailable
        /// The service answered with what its API does not promise.
        case malformedAnswer
        /// The cloud's configuration is wrong: no such cloud, no endpoint for the region, an unreadable certificate.
        case configuration
    }

    /// The kind of failure.
    public var kind: Kind
    /// What happened: the service's own text where it gave one.
    public var message: String
    /// The service that was called.
    public var service: String
    /// HTTP's status, if there was an answer.
    public var status: Int?
    /// The service's own name for the error, e.g. `StackExists`.
    public var type: String?
    /// The pause the service asks for.
    public var retryAfter: Duration?
    /// Whether the service may have done what it was asked for all the same: look before you ask again.
    public var mayHaveHappened: Bool

    /// Makes an error.
    public init(
        _ kind: Kind, _ message: String, service: ServiceType, status: Int? = nil, type: String? = nil, retryAfter: Duration? = nil,
        mayHaveHappened: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.service = service.name
        self.status = status
        self.type = type
        self.retryAfter = retryAfter
        self.mayHaveHappened = mayHaveHappened
    }

    /// The error of a refused call.
    init(_ response: HTTPResponse, service: ServiceType, mayHaveHappened: Bool = false) {
        let fault = ServiceFault(status: response.status, body: response.body)
        self.init(
            Kind(rawValue: fault.kind.rawValue) ?? .badRequest, fault.message, service: service, status: fault.status, type: fault.type,
            retryAfter: response.retryAfter, mayHaveHappened: mayHaveHappened)
    }

    public var description: String {
        let place = [status.map(String.init), type].compactMap { $0 }.joined(separator: " ")
        return "\(service): \(message)" + (place.isEmpty ? "" : " (\(place))")
    }
}
