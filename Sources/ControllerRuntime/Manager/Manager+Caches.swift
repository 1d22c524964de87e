import KubernetesAPI
import KubernetesClient
import ServiceLifecycle

/// What a cache holds: asking for the same twice gives the same cache.
struct CacheIdentity: Hashable, Sendable {
    var type: ObjectIdentifier
    var namespace: String?
    var selection: ListOptions
    var indexes: Set<String>
}

extension Manager {
    /// A cache of the objects of a kind, which runs in every process. Asking twice for the same selection, with indexes of the same names,
    /// gives the same one.
    ///
    /// - Parameters:
    ///   - namespace: `nil` for all namespaces.
    ///   - selection: label and field selectors.
    ///   - indexes: how objects are found by something else than their key; see ``Store``.
    public func cache<Object: KubernetesObject>(
        _ type: Object.Type = Object.self, namespace: String? = nil, selection: ListOptions = ListOptions(),
        indexes: [String: Store<Object>.IndexFunction] = [:]
    ) -> Reflector<Object> {
        let identity = CacheIdentity(
            type: ObjectIdentifier(type), namespace: namespace, selection: selection, indexes: Set(indexes.keys))
        if let known = parts.withLockedValue({ $0.caches[identity] }) as? Reflector<Object> { return known }
        let cache = Reflector(type, client: client, namespace: namespace, selection: selection, indexes: indexes, logger: logger)
        change { parts in
            parts.caches[identity] = cache
            parts.order.append(cache)
        }
        return cache
    }
}
