import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Keeps a ``Store`` in step with a collection: lists it, watches from there, lists again only when the server no longer knows the version or
/// its versions have gone back. After a lost connection the watch goes on where it was, so that no change is missed and none is told twice.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes>.
public final class Reflector<Object: KubernetesObject>: ServiceLifecycle.Service, CacheView {
    /// The objects.
    public let store: Store<Object>
    /// The name in metrics and logs.
    public let name: String
    let client: KubernetesClient
    /// The namespaces, each listed and watched by itself; `nil` is all of them at once.
    let namespaces: [String?]
    let selection: ListOptions
    let transform: (@Sendable (Object) -> Object?)?
    let timing: ReflectorTiming
    let lists: ListGate
    let logger: Logger
    let metrics: ReflectorMetrics
    let synced = Gate()
    let undecodableHandlers = NIOLockedValueBox<[@Sendable (UndecodableObject) -> Void]>([])
    let status = NIOLockedValueBox(ReflectorStatus())

    /// Makes a reflector.
    ///
    /// - Parameters:
    ///   - name: the name in metrics and logs; by default the plural of the kind.
    ///   - namespace: `nil` for all namespaces.
    ///   - namespaces: several namespaces in place of `namespace`, for who may not read all of them: each is listed and watched by itself, into
    ///     one store.
    ///   - selection: label and field selectors.
    ///   - indexes: the store's indexes, by name.
    ///   - transform: what of an object is kept, `nil` for nothing of it. It must leave name, namespace, UID and version as they are.
    ///   - timing: pauses and patience.
    ///   - lists: bounds how many collections are listed at once; by default four of one server.
    public init(
        _ type: Object.Type = Object.self, client: KubernetesClient, name: String? = nil, namespace: String? = nil,
        namespaces: [String] = [], selection: ListOptions = ListOptions(), indexes: [String: Store<Object>.IndexFunction] = [:],
        transform: (@Sendable (Object) -> Object?)? = nil, timing: ReflectorTiming = ReflectorTiming(), lists: ListGate? = nil,
        logger: Logger
    ) {
        let distinct = Set(namespaces).sorted()
        self.namespaces = distinct.isEmpty ? [namespace] : distinct
        self.store = Store(indexes: indexes, parts: self.namespaces.count)
        self.name = name ?? Object.resource.plural
        self.client = client
        self.selection = selection
        self.transform = transform
        self.timing = timing
        self.lists = lists ?? .shared(for: client.configuration.server)
        self.metrics = ReflectorMetrics(name: self.name)
        var logger = logger
        logger[metadataKey: "resource"] = .string(Object.resource.plural)
        if self.name != Object.resource.plural { logger[metadataKey: "reflector"] = .string(self.name) }
        self.logger = logger
    }

    public var resource: ResourceType { Object.resource }

    public func covers(namespace: String?) -> Bool { namespaces.contains { $0 == nil || $0 == namespace } }

    /// Adds a handler of changes to the store; see ``Store/onChange(_:)``.
    @discardableResult
    public func onChange(_ handler: @escaping @Sendable (StoreChange<Object>) -> Void) -> StoreSubscription { store.onChange(handler) }

    /// Adds a handler that is told, once for each version, of objects that the server sends and that `Object` cannot hold. They are passed over,
    /// and the store keeps their last good version.
    public func onUndecodable(_ handler: @escaping @Sendable (UndecodableObject) -> Void) {
        undecodableHandlers.withLockedValue { $0.append(handler) }
    }

    /// The objects that cannot be read at present, ordered by key.
    public var undecodable: [UndecodableObject] { status.withLockedValue { $0.undecodable.values.joined().sorted { $0.key < $1.key } } }

    /// Whether the first list has been stored.
    public var hasSynced: Bool { synced.isOpen }

    public var problem: String? { hasSynced ? nil : healthProblem() }

    /// Waits until the first list has been stored.
    public func waitUntilSynced() async throws { try await synced.wait() }

    public func hasSeen(_ version: ResourceVersion) -> Bool { store.hasSeen(version) }

    public func onSeen(_ version: ResourceVersion, _ body: @escaping @Sendable () -> Void) { store.onSeen(version, body) }

    /// When the server was last heard of, for staleness; with several namespaces, of the one that has been silent for longest.
    public var lastContact: ContinuousClock.Instant? {
        let contacts = store.state.withLockedValue { $0.contacts }
        return contacts.contains(nil) ? nil : contacts.compactMap { $0 }.min()
    }

    /// What is wrong with the cache, for a health check; `nil` when all is well.
    ///
    /// - Parameter limit: how long a watch may be silent. A server sends a bookmark about once a minute.
    public func healthProblem(silentFor limit: Duration = .seconds(180)) -> String? {
        let failure = status.withLockedValue { $0.failure }.map { ": \($0)" } ?? ""
        guard hasSynced, let lastContact else { return "\(name) have not been listed yet\(failure)" }
        let silence = ContinuousClock.now - lastContact
        return silence < limit ? nil : "watch of \(name) silent for \(silence.components.seconds) s\(failure)"
    }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for part in self.namespaces.indices {
                    group.addTask {
                        var loop = ReflectorLoop(self, part: part)
                        await loop.run()
                    }
                }
            }
        }
    }
}

/// What a reflector shows of itself beside its store.
struct ReflectorStatus: Sendable {
    /// By part.
    var undecodable: [Int: [UndecodableObject]] = [:]
    /// Why the last list or watch failed; `nil` since the next list succeeded.
    var failure: String?
}
