/// A namespace; only its metadata is read here, the labels above all.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/>.
public struct Namespace: KubernetesObject, Hashable {
    public static let resource = ResourceType(kind: "Namespace", plural: "namespaces", isNamespaced: false)
    public var metadata: ObjectMeta

    /// Makes a namespace.
    public init(metadata: ObjectMeta) { self.metadata = metadata }
}
