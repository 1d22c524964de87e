import KubernetesAPI

/// Telling of changes.
extension Store {
    /// Adds a handler that is told of each change after the store has it. What the store holds already is told as ``StoreChange/added(_:)``
    /// before this returns: who comes late misses nothing and hears nothing twice. Before the first list has been stored whole nobody is told of anything.
    ///
    /// It is called on the reflector's task, one change at a time: it should only enqueue keys.
    @discardableResult
    public func onChange(_ body: @escaping @Sendable (StoreChange<Object>) -> Void) -> StoreSubscription {
        let handler = StoreHandler(body)
        handler.replay {
            state.withLockedValue { state in
                state.handlers.append(handler)
                return state.missing.isEmpty ? state.contents.slots : [:]
            }.values.map(\.stored)
        }
        return StoreSubscription { [weak self] in self?.state.withLockedValue { $0.handlers.removeAll { $0 === handler } } }
    }

    /// Changes the contents under the lock, then tells of it: first who follows changes, then who waits for a version.
    @discardableResult
    func change(_ body: (inout State) -> (StoreOutcome<Object>, [SeenVersions.Body])) -> StoreOutcome<Object> {
        let (outcome, due, handlers) = state.withLockedValue { state in
            let (outcome, due) = body(&state)
            return (outcome, due, state.missing.isEmpty ? state.handlers : [])
        }
        switch outcome {
        case .none, .unexpected: break
        default: for handler in handlers { handler.tell(outcome) }
        }
        for body in due { body() }
        return outcome
    }
}

/// Writing, by the reflector only: each of its namespaces is a part of the collection.
extension Store {
    /// Takes over an object of a watch; returns its version, and whether it came unexpectedly.
    func put(
        _ object: Object, after floor: UInt64, in part: Int = 0, at now: ContinuousClock.Instant
    ) -> (number: UInt64, isUnexpected: Bool) {
        let stored = StoredObject(object)
        let outcome = change { state in
            state.contacts[part] = now
            return (
                state.contents.put(object.key, stored, from: .watch(after: floor), in: part),
                state.saw(stored.number, object.metadata.resourceVersion, in: part)
            )
        }
        if case .unexpected = outcome { return (stored.number, true) }
        return (stored.number, false)
    }

    /// Takes over an object of a list.
    func put(_ object: Object, listed source: StoreSource, in part: Int = 0, at now: ContinuousClock.Instant) {
        let stored = StoredObject(object)
        change { state in
            state.contacts[part] = now
            let due = stored.number == 0 ? state.saw(0, object.metadata.resourceVersion, in: part) : []
            return (state.contents.put(object.key, stored, from: source, in: part), due)
        }
    }

    /// Takes an object out that a watch says is gone; returns the version of that.
    ///
    /// - Parameter advances: whether everything up to that version has come; not amid the initial events of a watch.
    func remove(_ object: Object, in part: Int = 0, advancing advances: Bool = true, at now: ContinuousClock.Instant) -> UInt64 {
        let stored = StoredObject(object)
        change { state in
            state.contacts[part] = now
            let due = advances ? state.saw(stored.number, object.metadata.resourceVersion, in: part) : []
            return (state.contents.remove(object.key, last: stored, number: stored.number, in: part), due)
        }
        return stored.number
    }

    /// Notes an event without an object: of one that cannot be read, or that is not kept, or a bookmark. Takes out what it says is gone.
    func pass(
        _ version: String?, removing key: ObjectKey? = nil, isBookmark: Bool = false, in part: Int = 0, advancing advances: Bool = true,
        at now: ContinuousClock.Instant
    ) -> UInt64 {
        let number = version.flatMap { ResourceVersion($0) }?.number ?? 0
        change { state in
            state.contacts[part] = now
            if isBookmark { state.contents.bookmark(in: part) }
            let outcome = key.map { state.contents.remove($0, last: nil, number: number, in: part) } ?? .none
            return (outcome, advances ? state.saw(number, version, in: part, isBookmark: isBookmark) : [])
        }
        return number
    }

    /// From now on ``put(_:listed:in:at:)`` tells of a new list.
    func beginList(in part: Int = 0) {
        state.withLockedValue { state in
            state.contents.beginList(in: part)
            state.seen.listBegan()
        }
    }

    /// The list tells of an object that cannot be read: its last good state stays.
    func keep(_ key: ObjectKey, in part: Int = 0) { state.withLockedValue { $0.contents.keep(key, in: part) } }

    /// The list is over; what it did not tell of goes.
    ///
    /// - Parameter filled: called when this was the last part whose first list was missing, before anybody is told of the contents.
    func endList(at version: String, in part: Int = 0, _ now: ContinuousClock.Instant, filled: () -> Void = {}) {
        let (outcomes, due, handlers, isFilled) = state.withLockedValue { state in
            state.contacts[part] = now
            let gone = state.contents.endList(in: part)
            let due = state.seen.listEnded(at: version, in: part)
            let wasMissing = state.missing.remove(part) != nil
            guard state.missing.isEmpty else { return ([StoreOutcome<Object>](), due, [StoreHandler<Object>](), false) }
            let outcomes = wasMissing ? state.contents.slots.values.map { .added($0.stored) } : gone.map { StoreOutcome.deleted($0) }
            return (outcomes, due, state.handlers, wasMissing)
        }
        if isFilled { filled() }
        for outcome in outcomes {
            for handler in handlers { handler.tell(outcome) }
        }
        for body in due { body() }
    }
}

extension Store.State {
    fileprivate mutating func saw(_ number: UInt64, _ text: String?, in part: Int, isBookmark: Bool = false) -> [SeenVersions.Body] {
        if number != 0 { return seen.saw(number, in: part, isBookmark: isBookmark) }
        guard let version = text, !version.isEmpty else { return [] }
        return seen.saw(unordered: version)
    }
}

/// For tests and simulators, which write without a server.
extension Store {
    /// Puts an object in, whatever its version; returns the one that it replaces.
    @discardableResult
    package func set(_ object: Object) -> Object? {
        let old = self[object.key]
        state.withLockedValue { $0.missing = [] }
        put(object, listed: .listAfterReset, at: .now)
        return old
    }

    /// Takes an object out.
    @discardableResult
    package func remove(_ key: ObjectKey) -> Object? {
        let old = self[key]
        change { ($0.contents.remove(key), []) }
        return old
    }
}
