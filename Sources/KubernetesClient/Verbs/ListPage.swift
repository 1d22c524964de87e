import KubernetesAPI

/// A page of a collection.
public struct ListPage<Object: ObjectWithMetadata>: Sendable {
    /// The objects, and the version of the list.
    public var list: KubernetesList<Object>
    /// Whether the list has begun anew with this page, after a 410: forget what earlier pages held.
    public var beginsAnew: Bool
}
