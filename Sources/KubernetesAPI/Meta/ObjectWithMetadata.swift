/// Anything of the Kubernetes API that carries metadata: a typed ``KubernetesObject``, or an object of any kind whose type is known only at run time.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/>.
public protocol ObjectWithMetadata: Codable, Sendable {
    /// The object's metadata.
    var metadata: ObjectMeta { get set }
}

extension ObjectWithMetadata {
    /// Namespace and name.
    public var key: ObjectKey { ObjectKey(namespace: metadata.namespace, name: metadata.name) }
}
