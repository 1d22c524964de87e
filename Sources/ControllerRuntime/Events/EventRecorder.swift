import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Metrics
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Writes Events. Recording never waits and never fails: what cannot be written is logged and forgotten.
///
/// The same event again within six minutes becomes a series; an object with very many events has most of them left out; see
/// <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/>.
public final class EventRecorder: ServiceLifecycle.Service {
    /// `Normal` or `Warning`.
    public enum Kind: String, Sendable {
        /// For information.
        case normal = "Normal"
        /// Something needs attention.
        case warning = "Warning"
    }

    private struct Item: Sendable {
        var event: RecordedEvent
        var time: Timestamp
        var at: ContinuousClock.Instant
    }

    private struct State {
        var items: [Item] = []
        var correlator = EventCorrelator()
        var isEnding = false
    }

    /// How many events wait to be written at most; of more the oldest go.
    private static let capacity = 512
    /// How long the end may take for what is not written yet.
    private static let flushLimit: Duration = .seconds(2)

    private let client: KubernetesClient
    private let controller: String
    private let instance: String
    private let logger: Logger
    private let state = NIOLockedValueBox(State())
    private let wakeup = Wakeup()
    private let discarded: Counter

    /// Makes a recorder.
    ///
    /// - Parameters:
    ///   - controller: the reporting controller, `ake.adtech.cyberagent.io/ingress-controller`.
    ///   - instance: this process; at most 128 bytes.
    public init(client: KubernetesClient, controller: String, instance: String, logger: Logger) {
        var client = client
        client.deadline = min(client.deadline, .seconds(5))
        self.client = client
        self.controller = controller
        self.instance = String(decoding: instance.utf8.prefix(128), as: UTF8.self)
        self.logger = logger
        self.discarded = Counter(label: "event_recorder_discarded_total", dimensions: [("controller", controller)])
    }

    /// Records an event.
    ///
    /// - Parameters:
    ///   - object: what it happened to.
    ///   - related: another object that it has to do with.
    ///   - reason: CamelCase, cut to 128 bytes.
    ///   - action: what was done or tried, CamelCase, cut to 128 bytes.
    ///   - note: for people; cut to 1,024 bytes.
    public func record(
        _ kind: Kind, on object: ObjectReference, related: ObjectReference? = nil, reason: String, action: String, note: String
    ) {
        let event = RecordedEvent(
            regarding: object, related: related, type: kind.rawValue, reason: reason, action: action, note: note)
        let item = Item(event: event, time: Self.wallClock(), at: .now)
        let isFull = state.withLockedValue { state in
            let isFull = state.items.count >= Self.capacity
            if isFull { state.items.removeFirst() }
            state.items.append(item)
            return isFull
        }
        if isFull { discarded.increment() }
        wakeup.signal()
    }

    /// Writes what is recorded, until the task is cancelled or the service group shuts down; then what is left, for two seconds at most.
    public func run() async throws {
        await withTaskGroup { group in
            group.addTask { await self.write() }
            group.addTask {
                try? await gracefulShutdown()
                self.state.withLockedValue { $0.isEnding = true }
                self.wakeup.signal()
            }
            await group.waitForAll()
        }
    }

    private func write() async {
        while !Task.isCancelled {
            let (writes, isEnding, due) = step()
            if isEnding {
                _ = try? await withDeadline(Self.flushLimit, error: CancellationError()) {
                    for write in writes + self.rest() { await self.perform(write) }
                }
                return
            }
            for write in writes where !Task.isCancelled { await perform(write) }
            if writes.isEmpty { await wakeup.wait(until: due) }
        }
    }

    private func step() -> ([EventCorrelator.Write], Bool, ContinuousClock.Instant?) {
        let (writes, isEnding, due, suppressed) = state.withLockedValue { state in
            let before = state.correlator.suppressed
            let items = state.items
            state.items = []
            var writes: [EventCorrelator.Write] = []
            for item in items {
                if let write = state.correlator.record(item.event, at: item.at, time: item.time) { writes.append(write) }
            }
            writes += state.correlator.due(at: .now)
            return (writes, state.isEnding, state.correlator.nextDue, state.correlator.suppressed - before)
        }
        if suppressed > 0 { discarded.increment(by: suppressed) }
        return (writes, isEnding, due)
    }

    private func rest() -> [EventCorrelator.Write] { state.withLockedValue { $0.correlator.flush(at: .now) } }

    private func perform(_ write: EventCorrelator.Write) async {
        let event = write.event
        do {
            switch write {
            case .create(_, let name, let time): try await create(event, name, time)
            case .series(_, let name, let count, let last):
                let body: JSONValue = ["series": ["count": .integer(Int64(count)), "lastObservedTime": .string(last.description)]]
                do {
                    try await client.patch(Event.self, name, namespace: event.namespace, with: .merge(body))
                } catch let error as KubernetesError where error.isNotFound {
                    // The first one has expired on the server: this one is first again.
                    try await create(event, name, last)
                }
            }
        } catch {
            state.withLockedValue { $0.correlator.forget(event) }
            discarded.increment()
            if Task.isCancelled || error is LeadershipLapsed { return }
            logger.warning("an event could not be written: \(error)", metadata: ["reason": .string(event.reason)])
        }
    }

    private func create(_ event: RecordedEvent, _ name: String, _ time: Timestamp) async throws {
        try await client.create(
            Event(
                metadata: ObjectMeta(name: name, namespace: event.namespace), eventTime: time, reportingController: controller,
                reportingInstance: instance, action: event.action, reason: event.reason, regarding: event.regarding,
                related: event.related, note: event.note, type: event.type))
    }

    private static func wallClock() -> Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
