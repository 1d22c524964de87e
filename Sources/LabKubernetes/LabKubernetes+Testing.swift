import JSON

/// What tests do to the server and ask of it, beside its API.
extension LabKubernetes {
    /// Makes requests fail, wait, or end without an answer; see ``LabFault``.
    public func inject(_ fault: LabFault) { service.faults.add(fault) }

    /// Forgets the faults not yet met.
    public func clearFaults() { service.faults.clear() }

    /// Turns every request away with 429, in the words of API Priority and Fairness, until ``endOverload()``.
    ///
    /// - Parameter seconds: what `Retry-After` says.
    public func beginOverload(retryAfter seconds: Int = 1) { service.faults.setOverload(seconds) }

    /// Takes requests again.
    public func endOverload() { service.faults.setOverload(nil) }

    /// Holds every request that arrives until ``resume()``.
    public func pause() { service.faults.pause() }

    /// Lets the held requests go on.
    public func resume() { service.faults.resume() }

    /// Forgets the history of writes: a watch from an older version is answered with 410.
    public func compactHistory() { service.store.compact() }

    /// Starts the server anew at its port: connections end, a watch from before is answered with 410.
    ///
    /// - Parameter writes: how many of the newest writes are forgotten, so that versions go back, as after the restoration of a backup. A
    ///   watch from a version that lies in the future then gets no events until that version is passed, as from a real server.
    public func restart(losing writes: Int = 0) {
        service.store.rewind(writes)
        service.refreshRegistry()
        connections.resetAll()
    }

    /// Makes every new watch that names a version repeat the newest events from before it.
    ///
    /// - Parameters:
    ///   - count: how many events that the watch would have shown are repeated; 0 for none.
    ///   - reordered: whether they come newest first.
    public func repeatEventsOnReconnect(_ count: Int, reordered: Bool = false) {
        service.tuning.withLockedValue { tuning in
            tuning.repeats = max(0, count)
            tuning.isReordered = reordered
        }
    }

    /// Makes the events of every watch arrive late, while writes are answered at once.
    public func delayWatches(by delay: Duration) { service.tuning.withLockedValue { $0.delay = delay } }

    /// How many watches are open.
    public var watchCount: Int { max(0, service.store.watcherCount - 1) }

    /// Ends every watch by an event that says 410: its version is gone.
    public func expireWatches() { service.store.expireWatches() }

    /// The newest resource version.
    public var revision: Int64 { service.store.revision }

    /// The newest requests, oldest first.
    public var requests: [LabRequest] { service.log.all }

    /// Forgets ``requests``.
    public func clearRequests() { service.log.clear() }

    /// An object as it is stored; nil when there is none.
    ///
    /// - Parameters:
    ///   - resource: the plural name.
    ///   - group: the API group; empty for the core group.
    public func object(_ resource: String, group: String = "", namespace: String = "", name: String) -> JSONValue? {
        service.store.object(GroupResource(group: group, resource: resource), ObjectKey(namespace: namespace, name: name))?.value
    }

    /// Every object of a resource, sorted by namespace and name.
    public func objects(_ resource: String, group: String = "") -> [JSONValue] {
        service.store.objects(GroupResource(group: group, resource: resource)).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Creates an object, or replaces it (status included) when it is there: without authorization, admission or request log.
    ///
    /// - Throws: when its type is not served, or it is not valid.
    @discardableResult
    public func put(_ object: JSONValue) throws -> JSONValue { try Seeding.put(object, into: service) }

    /// Creates or replaces many objects as they are, fast: nothing is checked, defaulted or counted; each gets a uid, a time of creation and, where
    /// its kind counts it, the generation 1 unless it brings them.
    ///
    /// - Throws: when a type is not served; the objects before it are stored then.
    public func put(many objects: [JSONValue]) throws { try Seeding.put(many: objects, into: service) }

    /// Writes every object of a resource again, unchanged but for its version: as many MODIFIED events, at next to no cost.
    public func touch(_ resource: String, group: String = "") {
        let place = GroupResource(group: group, resource: resource)
        service.store.touch(place, service.store.objects(place).map(\.key).sorted())
    }

    /// Removes an object at once, whatever its finalizers.
    public func remove(_ resource: String, group: String = "", namespace: String = "", name: String) {
        let place = GroupResource(group: group, resource: resource)
        let key = ObjectKey(namespace: namespace, name: name)
        guard let object = service.store.object(place, key) else { return }
        _ = try? service.commit(place, key, nil, expecting: .revision(object.resourceVersion))
    }
}
