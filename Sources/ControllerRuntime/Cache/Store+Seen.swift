import KubernetesAPI

/// Reads that know how far the store has come.
extension Store {
    /// Everything up to this version has been stored: the newest of the objects, bookmarks and lists that came. `nil` before the first list,
    /// and from a server whose versions have no order.
    public var lastSyncedVersion: ResourceVersion? { state.withLockedValue { $0.seen.last } }

    /// Whether everything up to that version has been stored.
    public func hasSeen(_ version: ResourceVersion) -> Bool { state.withLockedValue { $0.seen.hasSeen(version) } }

    /// Whether that version of an object has been stored, as ``hasSeen(_:)-(ResourceVersion)`` where versions have an order; otherwise whether it
    /// passed by a moment ago.
    public func hasSeen(_ resourceVersion: String) -> Bool { state.withLockedValue { $0.seen.hasSeen(resourceVersion) } }

    /// Calls `body` once everything up to that version has been stored and told of; at once if it has.
    public func onSeen(_ version: ResourceVersion, _ body: @escaping @Sendable () -> Void) { onSeen(version.description, body) }

    /// Calls `body` once that version of an object has been stored and told of, at once if it has; where versions have no order, once it has passed by
    /// or a full list has been stored that began after this call.
    public func onSeen(_ resourceVersion: String, _ body: @escaping @Sendable () -> Void) {
        let ticket = state.withLockedValue { $0.seen.wait(for: resourceVersion, body) }
        if ticket == nil { body() }
    }

    /// Waits until everything up to that version has been stored, or the server's versions have gone back, so that it may never come.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitUntilSeen(_ version: ResourceVersion) async throws { try await waitUntilSeen(version.description) }

    /// Waits as ``onSeen(_:_:)-(String,_)`` does.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitUntilSeen(_ resourceVersion: String) async throws {
        let seen = Gate()
        let ticket = state.withLockedValue { $0.seen.wait(for: resourceVersion) { seen.open() } }
        guard let ticket else { return }
        do {
            try await seen.wait()
        } catch {
            state.withLockedValue { _ = $0.seen.giveUp(ticket) }
            throw error
        }
    }
}
