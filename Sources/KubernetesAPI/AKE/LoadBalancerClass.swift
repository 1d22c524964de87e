/// What the platform team decides for all Ingresses of a class; an IngressClass refers to it by `spec.parameters`.
public struct LoadBalancerClass: KubernetesObject, Hashable {
    public static let resource = ResourceType(
        group: AKE.group, version: AKE.version, kind: "LoadBalancerClass", plural: "loadbalancerclasses", isNamespaced: false)

    /// The metadata.
    public var metadata: ObjectMeta
    /// What should be.
    public var spec: LoadBalancerClassSpec

    /// Makes a class.
    public init(metadata: ObjectMeta, spec: LoadBalancerClassSpec) {
        self.metadata = metadata
        self.spec = spec
    }

    private enum CodingKeys: String, CodingKey {
        case metadata, spec
    }
}
