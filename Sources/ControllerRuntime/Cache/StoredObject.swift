import KubernetesAPI

/// An object as a store keeps it: on the heap, so that a table of many stays small and a snapshot of it costs no copies.
final class StoredObject<Object: KubernetesObject>: Sendable {
    let object: Object
    /// The version, where it is a number; otherwise 0.
    let number: UInt64

    init(_ object: Object) {
        self.object = object
        self.number = object.metadata.resourceVersion.flatMap { ResourceVersion($0) }?.number ?? 0
    }

    func isSameIncarnation(as other: StoredObject) -> Bool { object.metadata.hasSameUID(as: other.object.metadata) }

    func isSameVersion(as other: StoredObject) -> Bool {
        number != 0 || other.number != 0
            ? number == other.number : object.metadata.resourceVersion == other.object.metadata.resourceVersion
    }
}
