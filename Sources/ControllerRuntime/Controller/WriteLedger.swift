import KubernetesAPI
import KubernetesClient
import NIOConcurrencyHelpers

/// What the reconciles of each key have written and the caches may not have seen yet: a key is not reconciled on a past that is older than its
/// own last write (<https://github.com/kubernetes/enhancements/issues/5647>).
final class WriteLedger: Sendable {
    /// Whether a key may be reconciled now.
    enum Verdict: Sendable {
        /// The caches have seen everything.
        case fresh
        /// This cache has not seen that version; `isNew` the first time that this is found.
        case stale(any CacheView, ResourceVersion, isNew: Bool)
        /// They have not seen it for so long that it is not waited for any longer.
        case givenUp
    }

    /// What was written to: caches may hold some namespaces only.
    private struct Collection: Hashable {
        var resource: ResourceType
        var namespace: String?

        func isSeen(by cache: any CacheView) -> Bool { cache.resource == resource && cache.covers(namespace: namespace) }
    }

    private struct Entry {
        var versions: [Collection: ResourceVersion]
        var waitingSince: ContinuousClock.Instant?
        var askedFor: ResourceVersion?
    }

    // Keys that are never reconciled again leave an entry behind; it goes when there are so many.
    private static let sweepSize = 1024

    /// How long is waited for a cache.
    let patience: Duration
    private let entries = NIOLockedValueBox<[ObjectKey: Entry]>([:])

    init(patience: Duration = .seconds(5)) { self.patience = patience }

    /// A reconcile of `key` has written something.
    func record(_ write: ObservedWrite, by key: ObjectKey, caches: [any CacheView]) {
        let collection = Collection(resource: write.resource, namespace: write.key.namespace)
        guard let version = ResourceVersion(write.resourceVersion), caches.contains(where: collection.isSeen) else { return }
        entries.withLockedValue { entries in
            if entries.count >= Self.sweepSize { entries = entries.filter { Self.missing($0.value, caches) != nil } }
            var entry = entries[key] ?? Entry(versions: [:])
            entry.versions[collection] = max(version, entry.versions[collection] ?? version)
            entry.waitingSince = nil
            entries[key] = entry
        }
    }

    /// Whether `key` may be reconciled now.
    func verdict(on key: ObjectKey, caches: [any CacheView], now: ContinuousClock.Instant) -> Verdict {
        guard let entry = entries.withLockedValue({ $0.isEmpty ? nil : $0[key] }) else { return .fresh }
        guard let (cache, version) = Self.missing(entry, caches) else {
            forget(key)
            return .fresh
        }
        if let since = entry.waitingSince, now - since >= patience {
            forget(key)
            return .givenUp
        }
        let isNew = entry.askedFor != version
        entries.withLockedValue { entries in
            guard var entry = entries[key] else { return }
            entry.waitingSince = entry.waitingSince ?? now
            entry.askedFor = version
            entries[key] = entry
        }
        return .stale(cache, version, isNew: isNew)
    }

    /// The cache of that kind has come to that version, or never will.
    func settle(_ key: ObjectKey, _ resource: ResourceType, _ version: ResourceVersion) {
        entries.withLockedValue { entries in
            guard var entry = entries[key] else { return }
            entry.versions = entry.versions.filter { $0.key.resource != resource || $0.value > version }
            entry.askedFor = nil
            entries[key] = entry.versions.isEmpty ? nil : entry
        }
    }

    /// Forgets what was written for a key.
    func forget(_ key: ObjectKey) { entries.withLockedValue { $0[key] = nil } }

    private static func missing(_ entry: Entry, _ caches: [any CacheView]) -> (any CacheView, ResourceVersion)? {
        for cache in caches {
            let versions = entry.versions.lazy.filter { $0.key.isSeen(by: cache) }.map(\.value)
            if let version = versions.max(), !cache.hasSeen(version) { return (cache, version) }
        }
        return nil
    }
}
