import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Keeps a ``Store`` in step with a collection: lists it, watches from there, lists again only when the server says that the version
/// is too old. After a lost connection the watch goes on where it was, so that no event is missed and none is told twice.
public final class Reflector<Object: KubernetesObject>: ServiceLifecycle.Service, CacheView {
    /// The objects.
    public let store: Store<Object>
    private let client: KubernetesClient
    private let namespace: String?
    private let selection: ListOptions
    private let watchTimeout: Duration
    private let logger: Logger
    private let handlers = NIOLockedValueBox<[@Sendable (StoreChange<Object>) -> Void]>([])
    private let state = NIOLockedValueBox(ReflectorState())
    private let synced = Gate()

    /// Makes a reflector.
    ///
    /// - Parameters:
    ///   - namespace: `nil` for all namespaces.
    ///   - selection: label and field selectors.
    ///   - watchTimeout: after how long a watch is begun anew; each uses it with a jitter of up to a tenth.
    public init(
        _ type: Object.Type = Object.self, client: KubernetesClient, namespace: String? = nil, selection: ListOptions = ListOptions(),
        indexes: [String: Store<Object>.IndexFunction] = [:], watchTimeout: Duration = .seconds(300), logger: Logger
    ) {
        self.store = Store(indexes: indexes)
        self.client = client
        self.namespace = namespace
        self.selection = selection
        self.watchTimeout = watchTimeout
        var logger = logger
        logger[metadataKey: "resource"] = .string(Object.resource.plural)
        self.logger = logger
    }

    /// Adds a handler that is told of each change after the store has it. It is called on the reflector's task: it should only enqueue keys.
    public func onChange(_ handler: @escaping @Sendable (StoreChange<Object>) -> Void) {
        handlers.withLockedValue { $0.append(handler) }
    }

    /// Whether the first list has been stored.
    public var hasSynced: Bool { synced.isOpen }

    /// Waits until the first list has been stored.
    public func waitUntilSynced() async throws { try await synced.wait() }

    public var resource: ResourceType { Object.resource }

    public func hasSeen(_ version: ResourceVersion) -> Bool { store.hasSeen(version) }

    public func onSeen(_ version: ResourceVersion, _ body: @escaping @Sendable () -> Void) { store.onSeen(version, body) }

    /// When the server was last heard of, for staleness.
    public var lastContact: ContinuousClock.Instant? { state.withLockedValue { $0.lastContact } }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let step = self.state.withLockedValue { $0.nextStep }
                do {
                    switch step {
                    case .list: try await self.list()
                    case .watch(let version): try await self.watch(from: version)
                    }
                    self.state.withLockedValue { $0.succeeded() }
                } catch is CancellationError {
                    return
                } catch {
                    if Task.isCancelled { return }
                    let expired = (error as? KubernetesError)?.isExpired ?? false
                    let pause = self.state.withLockedValue { $0.failed(expired: expired, jitter: .random(in: 0..<1)) }
                    self.logger.log(
                        level: expired ? .debug : .warning, "\(step) ended: \(error); going on",
                        metadata: ["pause": "\(pause)"])
                    try? await Task.sleep(for: pause)
                }
            }
        }
    }

    private func list() async throws {
        // Version 0 lets the server answer from its cache; after an expiry only the newest will do.
        var options = selection
        options.resourceVersion = state.withLockedValue { $0.mayListFromCache } ? "0" : nil
        store.listBegan()
        let (items, version) = try await client.listAll(Object.self, namespace: namespace, options: options)
        var gone = store.keys
        for item in items {
            gone.remove(item.key)
            put(item)
        }
        for key in gone { take(key) }
        store.listEnded(at: version)
        state.withLockedValue { $0.listed(at: version) }
        synced.open()
    }

    private func watch(from version: String) async throws {
        var options = selection
        options.resourceVersion = version
        let timeout = watchTimeout + watchTimeout * .random(in: 0..<0.1)
        let began = ContinuousClock.now
        var isSilent = true
        for try await event in client.watch(Object.self, namespace: namespace, options: options, timeout: timeout) {
            isSilent = false
            switch event {
            case .added(let object), .modified(let object):
                put(object)
                store.saw(object.metadata.resourceVersion)
                state.withLockedValue { $0.saw(object.metadata.resourceVersion) }
            case .deleted(let object):
                take(object.key, last: object)
                store.saw(object.metadata.resourceVersion)
                state.withLockedValue { $0.saw(object.metadata.resourceVersion) }
            case .undecodable(let object, _):
                logger.error("\(object.key) cannot be read and is passed over: \(object.problem)")
                store.saw(object.resourceVersion)
                state.withLockedValue { $0.saw(object.resourceVersion) }
            case .bookmark(let version, _):
                store.saw(version)
                state.withLockedValue { $0.saw(version) }
            case .error:
                break
            }
        }
        // Something between us and the server closes what it opens: beginning anew without a pause would only wear both out.
        if isSilent, .now - began < min(.seconds(1), watchTimeout / 2) { throw WatchCutShort() }
    }

    private func put(_ object: Object) {
        let old = store.set(object)
        // A relist tells of objects that have not changed; nobody needs to hear of them.
        if let old, old.metadata.resourceVersion == object.metadata.resourceVersion, old.metadata.uid == object.metadata.uid { return }
        guard let old else { return tell(.added(object)) }
        if old.metadata.uid != object.metadata.uid {
            // Deleted and created again under the same name while the watch was away: two changes, not one.
            tell(.deleted(old))
            tell(.added(object))
        } else {
            tell(.updated(old: old, new: object))
        }
    }

    private func take(_ key: ObjectKey, last: Object? = nil) {
        guard let old = store.remove(key) else { return }
        tell(.deleted(last ?? old))
    }

    private func tell(_ change: StoreChange<Object>) {
        for handler in handlers.withLockedValue({ $0 }) { handler(change) }
    }
}

/// A watch ended almost as soon as it began, without an event.
struct WatchCutShort: Error, CustomStringConvertible {
    var description: String { "it was closed at once, without an event" }
}
