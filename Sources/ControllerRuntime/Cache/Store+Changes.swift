import KubernetesAPI

/// Telling of changes.
extension Store {
    /// Adds a handler that is told of each change after the store has it. What the store holds already is told as ``StoreChange/added(_:)``
    /// before this returns: who comes late misses nothing and hears nothing twice.
    ///
    /// It is called on the reflector's task, one change at a time: it should only enqueue keys.
    @discardableResult
    public func onChange(_ body: @escaping @Sendable (StoreChange<Object>) -> Void) -> StoreSubscription {
        let handler = StoreHandler(body)
        handler.replay {
            state.withLockedValue { state in
                state.handlers.append(handler)
                return state.contents.slots
            }.values.map(\.stored)
        }
        return StoreSubscription { [weak self] in self?.state.withLockedValue { $0.handlers.removeAll { $0 === handler } } }
    }

    /// Changes the contents under the lock, then tells of it: first who follows changes, then who waits for a version.
    @discardableResult
    func change(_ body: (inout State) -> (StoreOutcome<Object>, [SeenVersions.Body])) -> StoreOutcome<Object> {
        let (outcome, due, handlers) = state.withLockedValue { state in
            let (outcome, due) = body(&state)
            return (outcome, due, state.handlers)
        }
        switch outcome {
        case .none, .unexpected: break
        default: for handler in handlers { handler.tell(outcome) }
        }
        for body in due { body() }
        return outcome
    }

    /// Takes over an object of a watch; returns its version, and whether it came unexpectedly.
    func put(_ object: Object, after floor: UInt64, at now: ContinuousClock.Instant) -> (number: UInt64, isUnexpected: Bool) {
        let stored = StoredObject(object)
        let outcome = change { state in
            state.lastContact = now
            return (
                state.contents.put(object.key, stored, from: .watch(after: floor)),
                state.saw(stored.number, object.metadata.resourceVersion)
            )
        }
        if case .unexpected = outcome { return (stored.number, true) }
        return (stored.number, false)
    }

    /// Takes over an object of a list.
    func put(_ object: Object, listed source: StoreSource, at now: ContinuousClock.Instant) {
        let stored = StoredObject(object)
        change { state in
            state.lastContact = now
            let due = stored.number == 0 ? state.saw(0, object.metadata.resourceVersion) : []
            return (state.contents.put(object.key, stored, from: source), due)
        }
    }

    /// Takes an object out that a watch says is gone; returns the version of that.
    ///
    /// - Parameter advances: whether everything up to that version has come; not amid the initial events of a watch.
    func remove(_ object: Object, advancing advances: Bool = true, at now: ContinuousClock.Instant) -> UInt64 {
        let stored = StoredObject(object)
        change { state in
            state.lastContact = now
            let due = advances ? state.saw(stored.number, object.metadata.resourceVersion) : []
            return (state.contents.remove(object.key, last: stored, number: stored.number), due)
        }
        return stored.number
    }

    /// Notes an event without an object: of one that cannot be read, or that is not kept, or a bookmark. Takes out what it says is gone.
    func pass(
        _ version: String?, removing key: ObjectKey? = nil, isBookmark: Bool = false, advancing advances: Bool = true,
        at now: ContinuousClock.Instant
    ) -> UInt64 {
        let number = version.flatMap { ResourceVersion($0) }?.number ?? 0
        change { state in
            state.lastContact = now
            if isBookmark { state.contents.bookmark() }
            let outcome = key.map { state.contents.remove($0, last: nil, number: number) } ?? .none
            return (outcome, advances ? state.saw(number, version) : [])
        }
        return number
    }

    /// From now on ``put(_:listed:at:)`` tells of a new list.
    func beginList() {
        state.withLockedValue { state in
            state.contents.beginList()
            state.seen.listBegan()
        }
    }

    /// The list tells of an object that cannot be read: its last good state stays.
    func keep(_ key: ObjectKey) { state.withLockedValue { $0.contents.keep(key) } }

    /// The list is over; what it did not tell of goes.
    func endList(at version: String, _ now: ContinuousClock.Instant) {
        let (gone, due, handlers) = state.withLockedValue { state in
            state.lastContact = now
            return (state.contents.endList(), state.seen.listEnded(at: version), state.handlers)
        }
        for stored in gone {
            for handler in handlers { handler.tell(.deleted(stored)) }
        }
        for body in due { body() }
    }
}

extension Store.State {
    fileprivate mutating func saw(_ number: UInt64, _ text: String?) -> [SeenVersions.Body] {
        if number != 0 { return seen.saw(number) }
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
