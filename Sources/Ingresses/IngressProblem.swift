/// Something that is wrong with an Ingress or its class: where, what, and what to do about it.
public struct IngressProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of problem; they are the reasons of the Events.
    public enum Reason: String, Sendable, Hashable {
        /// An annotation's value cannot be used.
        case invalidParameter = "InvalidParameter"
        /// An annotation under our prefix that nothing reads.
        case unknownAnnotation = "UnknownAnnotation"
        /// A parameter was changed that cannot change while the nodes run.
        case parameterCannotChange = "ParameterCannotChange"
        /// The class cannot be used.
        case invalidClass = "InvalidIngressClass"
        /// The class does not serve this namespace.
        case namespaceNotAdmitted = "NamespaceNotAdmitted"
        /// The class does not let Ingresses share a stack, or not this one.
        case sharingNotAllowed = "SharingNotAllowed"
        /// Another Ingress of the group has the host and path already.
        case hostTaken = "HostTaken"
        /// Somebody scales the HeatStack directly, and the Ingress' own number has no effect.
        case scaledDirectly = "ScaledDirectly"
        /// An object of the needed name exists and belongs to somebody else.
        case nameTaken = "NameTaken"
    }

    /// The kind of problem.
    public var reason: Reason
    /// Where it is: an annotation, a field, another object.
    public var field: String
    /// What is wrong.
    public var problem: String
    /// What to do.
    public var remedy: String

    /// Makes a problem.
    public init(_ reason: Reason, field: String, problem: String, remedy: String) {
        self.reason = reason
        self.field = field
        self.problem = problem
        self.remedy = remedy
    }

    public var description: String { "\(field): \(problem). \(remedy)" }
}
