import KubernetesAPI

/// What a controller needs to know of a cache, whatever its kind of object: whether it is filled, and how far it has come.
///
/// After a write, the next reconcile of the same object waits until every cache that it reads has seen that write, so that nothing acts on
/// its own stale past (<https://github.com/kubernetes/enhancements/issues/5647>).
public protocol CacheView: Sendable {
    /// The kind that is cached.
    var resource: ResourceType { get }
    /// Whether objects of that namespace are cached; `nil` for objects without a namespace.
    func covers(namespace: String?) -> Bool
    /// Whether the collection has been stored whole once.
    var hasSynced: Bool { get }
    /// Why the collection has not been stored whole yet, in the server's own words where it refused; `nil` when it has.
    var problem: String? { get }
    /// Waits until the collection has been stored whole once.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func waitUntilSynced() async throws
    /// Whether everything up to that version has been stored.
    func hasSeen(_ version: ResourceVersion) -> Bool
    /// Calls `body` once everything up to that version has been stored and told of, at once if it has. `body` is also called when the
    /// server's versions have gone back (a restored backup), since the version may then never come.
    ///
    /// It is called on the cache's own task: it should only enqueue something.
    func onSeen(_ version: ResourceVersion, _ body: @escaping @Sendable () -> Void)
}

extension CacheView {
    public func covers(namespace: String?) -> Bool { true }
}
