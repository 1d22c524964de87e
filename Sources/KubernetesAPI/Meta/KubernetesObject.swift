/// An object of the Kubernetes API as a Swift value that holds only the fields that are used here.
///
/// Because it is partial, it is never written back whole over an object that others write to: use apply, a patch or `/status`.
public protocol KubernetesObject: ObjectWithMetadata {
    /// Where objects of this kind live.
    static var resource: ResourceType { get }
}

extension KubernetesObject {
    /// A reference that makes this object the owner of another one.
    public func ownerReference(controller: Bool = true) -> OwnerReference {
        OwnerReference(
            apiVersion: Self.resource.apiVersion, kind: Self.resource.kind, name: metadata.name, uid: metadata.uid ?? "",
            controller: controller, blockOwnerDeletion: controller)
    }

    /// A reference to this object for an Event.
    public var reference: ObjectReference {
        ObjectReference(
            apiVersion: Self.resource.apiVersion, kind: Self.resource.kind, name: metadata.name, namespace: metadata.namespace,
            uid: metadata.uid, resourceVersion: metadata.resourceVersion)
    }
}
