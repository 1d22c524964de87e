import KubernetesAPI

/// Something in an object that keeps a part of it from being served. The rest of the object, and every other object, is served all the same.
public struct RoutingProblem: Sendable, Hashable, CustomStringConvertible {
    /// What is wrong; the names are the reasons of Events.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The host is not a DNS name or `*.` and a DNS name.
        case badHost = "BadHost"
        /// The path or its type cannot be served.
        case badPath = "BadPath"
        /// An older Ingress that shares the nodes has the host, or the host and path.
        case hostTaken = "HostTaken"
        /// An earlier rule has the same host, path and type.
        case duplicateRule = "DuplicateRule"
        /// The rule has no paths and the Ingress no default backend.
        case ruleWithoutPaths = "RuleWithoutPaths"
        /// The backend is not a Service.
        case resourceBackend = "ResourceBackend"
        /// The backend names no port.
        case badBackend = "BadBackend"
        /// The Service does not exist.
        case missingService = "MissingService"
        /// The Service has no such port.
        case missingPort = "MissingPort"
        /// The Service is of a kind that has no endpoints (`ExternalName`), or its port is not TCP.
        case unsupportedService = "UnsupportedService"
    }

    /// The object that a person should change.
    public var object: ObjectKey
    /// Its kind.
    public var kind: String
    /// The field, as a path into the object: `spec.rules[0].http.paths[1].path`.
    public var field: String
    /// What is wrong.
    public var reason: Reason
    /// What is wrong with which value, and the remedy.
    public var message: String

    /// Makes a problem.
    public init(object: ObjectKey, kind: String, field: String, reason: Reason, message: String) {
        self.object = object
        self.kind = kind
        self.field = field
        self.reason = reason
        self.message = message
    }

    public var description: String { "\(kind) \(object): \(field): \(message)" }
}
