/// A resource within its API group, whatever the version: the place where objects are stored.
struct GroupResource: Hashable, Sendable, CustomStringConvertible {
    var group: String
    var resource: String

    /// `ingresses.networking.k8s.io`, or `pods` for the core group: the way Kubernetes words it.
    var description: String { group.isEmpty ? resource : "\(resource).\(group)" }
}
