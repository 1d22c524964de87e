/// One aspect of an object's state.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/condition/>, `metav1.Condition`.
public struct Condition: Codable, Sendable, Hashable {
    /// The aspect: `Ready`.
    public var type: String
    /// `True`, `False` or `Unknown`.
    public var status: String
    /// The generation of the object that this was computed from.
    public var observedGeneration: Int64?
    /// When ``status`` last changed.
    public var lastTransitionTime: Timestamp
    /// A machine-readable reason in CamelCase.
    public var reason: String
    /// The same for people.
    public var message: String

    /// Makes a condition.
    public init(
        type: String, status: String, observedGeneration: Int64? = nil, lastTransitionTime: Timestamp, reason: String, message: String
    ) {
        self.type = type
        self.status = status
        self.observedGeneration = observedGeneration
        self.lastTransitionTime = lastTransitionTime
        self.reason = reason
        self.message = message
    }
}

extension [Condition] {
    /// The condition of that type.
    public subscript(type: String) -> Condition? { first { $0.type == type } }

    /// Puts a condition in the place of the one of its type; the time of transition stays unless the status changed.
    public mutating func set(_ condition: Condition) {
        guard let index = firstIndex(where: { $0.type == condition.type }) else {
            append(condition)
            return
        }
        var replacement = condition
        if self[index].status == condition.status {
            replacement.lastTransitionTime = self[index].lastTransitionTime
        }
        self[index] = replacement
    }
}
