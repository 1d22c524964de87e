import KubernetesAPI

/// Brings one object from what is to what should be.
///
/// It is given only a key: it reads the present state itself, may run at any time, twice, after a crash between any two writes,
/// and must converge all the same. It never waits for something slow; it returns ``ReconcileResult/requeue(after:)`` or is woken by an event.
public protocol Reconciler: Sendable {
    /// Reconciles the object of that key, which may no longer exist.
    ///
    /// - Throws: any error: the key comes again after a growing pause. ``TerminalError``: it comes again only when something changes.
    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult
}

/// What becomes of a key after a reconcile.
public enum ReconcileResult: Sendable, Hashable {
    /// Nothing until something changes.
    case done
    /// Again after that long.
    case requeue(after: Duration)
}

/// A failure that trying again will not mend; somebody has to change something first.
public struct TerminalError: Error, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String

    /// Makes a terminal error.
    public init(_ description: String) { self.description = description }
}
