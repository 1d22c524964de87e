import JSON

/// A stack of OpenStack Heat as a Kubernetes object (docs/heatstack.md).
public struct HeatStack: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: AKE.group, version: AKE.version, kind: "HeatStack", plural: "heatstacks")

    /// The metadata.
    public var metadata: ObjectMeta
    /// What should be.
    public var spec: HeatStackSpec
    /// What is; nil until the controller has seen the object.
    public var status: HeatStackStatus?

    /// Makes a HeatStack.
    public init(metadata: ObjectMeta, spec: HeatStackSpec, status: HeatStackStatus? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    private enum CodingKeys: String, CodingKey {
        case metadata, spec, status
    }
}
