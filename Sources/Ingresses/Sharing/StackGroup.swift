import Crypto
import KubernetesAPI

/// Ingresses that share one stack, by the annotation `ake.adtech.cyberagent.io/group` within their class.
public struct StackGroup: Sendable, Hashable {
    /// The LoadBalancerClass.
    public var className: String
    /// The name that the annotation gives.
    public var name: String
    /// The namespace to which the group is confined; nil: every one that the class admits.
    public var namespace: String?

    /// Makes a group.
    public init(className: String, name: String, namespace: String? = nil) {
        self.className = className
        self.name = name
        self.namespace = namespace
    }

    /// Reads a reconcile key; nil when it is an Ingress'.
    init?(_ key: ObjectKey) {
        let parts = key.name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard key.namespace == nil, parts.count == 3 else { return nil }
        self.init(className: parts[0], name: parts[2], namespace: parts[1].isEmpty ? nil : parts[1])
    }

    /// Reads the list of a group.
    init(_ list: IngressGroup) {
        self.init(className: list.spec.loadBalancerClass, name: list.spec.group, namespace: list.spec.namespace)
    }

    /// The key under which the group is reconciled. Ingresses have a namespace in theirs.
    var key: ObjectKey { ObjectKey(name: "\(className)/\(namespace ?? "")/\(name)") }

    /// The names of what is made for the group. It has no UID of its own, so one is derived that no other group has, in this cluster or another
    /// of the same project.
    ///
    /// - Parameters:
    ///   - home: the namespace of the stacks of groups that go beyond one.
    ///   - cluster: what is unique to the cluster.
    func names(home: String, cluster: String) -> IngressNames {
        let digest = SHA256.hash(data: Array("\(cluster)/\(key.name)".utf8))
        let uid = digest.prefix(16).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
        return IngressNames(namespace: namespace ?? home, name: "group-\(name)-\(uid.prefix(8))", uid: uid)
    }
}
