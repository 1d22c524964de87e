import KubernetesAPI

extension Controller {
    /// Adds the owners' keys of what changes in a cache: of owner references that say "controller" and name the kind that this controller is for.
    ///
    /// - Parameters:
    ///   - cache: the objects that are owned.
    ///   - predicate: which changes count.
    @discardableResult
    public func owns<Owned: KubernetesObject>(
        _ cache: Reflector<Owned>, where predicate: Predicate<Owned> = .resourceVersionChanged
    ) -> Self {
        guard let owner = wiring.withLockedValue({ $0.primary }) else {
            logger.critical("owns(_:) is for controllers made with for:; use owns(_:by:)")
            return self
        }
        return owns(cache, by: owner, where: predicate)
    }

    /// Adds the owners' keys of what changes in a cache: of owner references that say "controller" and name `owner`.
    @discardableResult
    public func owns<Owned: KubernetesObject>(
        _ cache: Reflector<Owned>, by owner: ResourceType, where predicate: Predicate<Owned> = .resourceVersionChanged
    ) -> Self {
        watches(cache, where: predicate) { object in
            guard let reference = object.metadata.controllerReference, reference.kind == owner.kind,
                reference.apiVersion.split(separator: "/", omittingEmptySubsequences: false).dropLast().first ?? "" == owner.group
            else { return [] }
            return [ObjectKey(namespace: owner.isNamespaced ? object.metadata.namespace : nil, name: reference.name)]
        }
    }

    /// Adds the keys that a function names for what changes in a cache; of an update, those of the old and of the new state.
    ///
    /// - Parameters:
    ///   - cache: the objects that matter.
    ///   - predicate: which changes count.
    ///   - keys: the keys to which an object matters. It is called on the cache's task: it should only look up.
    @discardableResult
    public func watches<Object: KubernetesObject>(
        _ cache: Reflector<Object>, where predicate: Predicate<Object> = .resourceVersionChanged,
        _ keys: @escaping @Sendable (Object) -> [ObjectKey]
    ) -> Self {
        reads(cache)
        let (queue, wiring, store) = (queue, wiring, cache.store)
        wiring.withLockedValue {
            $0.sources.append { queue in
                for object in store.all where predicate(.added(object)) {
                    for key in keys(object) { queue.add(key, priority: .low) }
                }
            }
        }
        cache.onChange { change in
            guard wiring.withLockedValue({ $0.isActive }), predicate(change) else { return }
            let now = keys(change.object)
            for key in now { queue.add(key) }
            if case .updated(let old, _) = change {
                for key in keys(old) where !now.contains(key) { queue.add(key) }
            }
        }
        return self
    }

    /// Says that the reconciler reads a cache: it waits for it to be filled, and to see what a reconcile of the same key has written.
    @discardableResult
    public func reads(_ caches: any CacheView...) -> Self {
        wiring.withLockedValue { $0.caches += caches }
        return self
    }
}
