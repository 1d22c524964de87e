import KubernetesAPI

/// What a write has left behind: the version of an object from which on a cache knows of the write.
public struct ObservedWrite: Sendable, Hashable {
    /// The kind that was written.
    public var resource: ResourceType
    /// The object that was written.
    public var key: ObjectKey
    /// The version that the server gave it.
    public var resourceVersion: String

    /// Makes one.
    public init(resource: ResourceType, key: ObjectKey, resourceVersion: String) {
        self.resource = resource
        self.key = key
        self.resourceVersion = resourceVersion
    }
}

extension KubernetesClient {
    /// Is told of each write that the present task and its children make with any client. A controller sets it around a reconcile, so that the
    /// next one waits until the caches have seen what this one wrote (KEP-5647).
    @TaskLocal public static var onWrite: WriteObserver?

    static func observe<Object: ObjectWithMetadata>(_ written: Object, _ resource: ResourceType) -> Object {
        if let onWrite, let version = written.metadata.resourceVersion {
            onWrite.body(ObservedWrite(resource: resource, key: written.key, resourceVersion: version))
        }
        return written
    }
}

/// Who is told of writes.
///
/// A structure around the closure: with a closure itself for its value, a task-local crashes in optimised builds (Swift 6.3).
public struct WriteObserver: Sendable {
    let body: @Sendable (ObservedWrite) -> Void

    /// Makes an observer.
    public init(_ body: @escaping @Sendable (ObservedWrite) -> Void) { self.body = body }
}
