import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Writes Events. Recording never waits and never fails: what cannot be written is logged and forgotten.
///
/// The same event again within six minutes raises the count of the first one's series.
public final class EventRecorder: ServiceLifecycle.Service {
    /// `Normal` or `Warning`.
    public enum Kind: String, Sendable {
        /// For information.
        case normal = "Normal"
        /// Something needs attention.
        case warning = "Warning"
    }

    private struct Item: Sendable {
        var regarding: ObjectReference
        var kind: Kind
        var reason: String
        var action: String
        var note: String
        var time: Timestamp
    }

    private let client: KubernetesClient
    private let controller: String
    private let instance: String
    private let logger: Logger
    private let items: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation
    private let series = NIOLockedValueBox(EventSeries())

    /// Makes a recorder.
    ///
    /// - Parameters:
    ///   - controller: the reporting controller, `ake.adtech.cyberagent.io/ingress-controller`.
    ///   - instance: this process.
    public init(client: KubernetesClient, controller: String, instance: String, logger: Logger) {
        self.client = client
        self.controller = controller
        self.instance = instance
        self.logger = logger
        // Events are advice; when the API server is away the oldest go.
        (self.items, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(512))
    }

    /// Records an event.
    ///
    /// - Parameters:
    ///   - reason: CamelCase, at most 128 characters.
    ///   - action: what was done or tried, CamelCase.
    ///   - note: for people; cut to 1,024 bytes.
    public func record(_ kind: Kind, on object: ObjectReference, reason: String, action: String, note: String) {
        var note = note
        while note.utf8.count > 1024 { note.removeLast() }
        let time = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        continuation.yield(Item(regarding: object, kind: kind, reason: reason, action: action, note: note, time: time))
    }

    /// Writes what is recorded, until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            for await item in self.items { await self.write(item) }
        }
    }

    private func write(_ item: Item) async {
        let identity = EventSeries.Identity(
            uid: item.regarding.uid ?? "", name: item.regarding.name ?? "", kind: item.kind.rawValue, reason: item.reason, note: item.note)
        let namespace = item.regarding.namespace ?? "default"
        do {
            if let repeated = series.withLockedValue({ $0.again(identity, at: item.time) }) {
                let body: JSONValue = [
                    "series": ["count": .integer(Int64(repeated.count)), "lastObservedTime": .string(item.time.description)]
                ]
                do {
                    try await client.patch(Event.self, repeated.name, namespace: namespace, with: .merge(body))
                    return
                } catch let error as KubernetesError where error.isNotFound {
                    // The first one has expired on the server: this one is first again.
                }
            }
            let name = Self.name(of: item.regarding.name ?? "object", at: item.time)
            try await client.create(
                Event(
                    metadata: ObjectMeta(name: name, namespace: namespace), eventTime: item.time, reportingController: controller,
                    reportingInstance: instance, action: item.action, reason: item.reason, regarding: item.regarding, note: item.note,
                    type: item.kind.rawValue))
            series.withLockedValue { $0.first(identity, name: name, at: item.time) }
        } catch {
            logger.warning("an event could not be written: \(error)", metadata: ["reason": .string(item.reason)])
        }
    }

    /// The name of an Event on an object of that name: with the time, and never longer than names may be.
    static func name(of object: String, at time: Timestamp) -> String {
        let suffix = "." + String(UInt64(bitPattern: time.microseconds), radix: 16)
        var kept = object.prefix(253 - suffix.utf8.count)
        while kept.last == "." || kept.last == "-" { kept.removeLast() }
        return kept + suffix
    }
}
