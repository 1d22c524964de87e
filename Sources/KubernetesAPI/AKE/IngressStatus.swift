/// How an Ingress is doing: the conditions for which `networking.k8s.io/v1` Ingress has no place in its own status (docs/ingress.md).
///
/// It stands beside the Ingress under the same name and goes with it. Only controllers write it; it has no spec.
public struct IngressStatus: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: AKE.group, version: AKE.version, kind: "IngressStatus", plural: "ingressstatuses")

    /// The metadata.
    public var metadata: ObjectMeta
    /// What is; nil for a moment after the object was made.
    public var status: IngressStatusStatus?

    /// Makes an object.
    public init(metadata: ObjectMeta, status: IngressStatusStatus? = nil) {
        self.metadata = metadata
        self.status = status
    }
}
