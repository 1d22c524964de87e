import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Metrics
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Writes Events. Recording never waits and never fails. What cannot be written because the API server is away or overloaded is sent again,
/// a dozen times at most; what the server refuses is logged and forgotten.
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
        var outbox = EventOutbox()
        var isEnding = false
    }

    /// How many events wait to be sorted at most, beside those that wait for the server; of more the oldest go.
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
        // What fails is sent again from here, so that one write does not keep the others waiting.
        client.retryPolicy = .never
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

    /// Writes what is recorded, until the task is cancelled or the service group shuts down; then what is left, once, for two seconds at most.
    public func run() async throws {
        await withTaskGroup { group in
            group.addTask { await self.write() }
            group.addTask {
                do {
                    try await gracefulShutdown()
                    self.state.withLockedValue { $0.isEnding = true }
                    self.wakeup.signal()
                    try await Task.sleep(for: Self.flushLimit)
                } catch {}
            }
            await group.next()
            group.cancelAll()
        }
        let lost = state.withLockedValue { $0.outbox.count }
        if lost > 0 { discarded.increment(by: lost) }
    }

    private func write() async {
        while !Task.isCancelled {
            let (delivery, isEnding, due) = step()
            if let delivery {
                await perform(delivery)
            } else if isEnding {
                return
            } else {
                await wakeup.wait(until: due)
            }
        }
    }

    private func step() -> (EventOutbox.Delivery?, isEnding: Bool, due: ContinuousClock.Instant?) {
        let (delivery, isEnding, due, gone) = state.withLockedValue { state in
            let now = ContinuousClock.now
            var gone = -state.correlator.suppressed
            let items = state.items
            state.items = []
            var writes: [EventCorrelator.Write] = []
            for item in items {
                if let write = state.correlator.record(item.event, at: item.at, time: item.time) { writes.append(write) }
            }
            writes += state.correlator.due(at: now)
            if state.isEnding { writes += state.correlator.flush(at: now) }
            for write in writes {
                guard let displaced = state.outbox.add(write, at: now) else { continue }
                state.correlator.forget(displaced.event)
                gone += 1
            }
            gone += state.correlator.suppressed
            let due = [state.correlator.nextDue, state.outbox.nextDue].compactMap { $0 }.min()
            return (state.outbox.next(at: state.isEnding ? nil : now), state.isEnding, due, gone)
        }
        if gone > 0 { discarded.increment(by: gone) }
        return (delivery, isEnding, due)
    }

    private func perform(_ delivery: EventOutbox.Delivery) async {
        let event = delivery.write.event
        do {
            try await send(delivery)
            state.withLockedValue { $0.outbox.remove(delivery.write, wasWritten: true) }
        } catch {
            if Task.isCancelled { return }
            let failure = Self.passing(error)
            let isKept = state.withLockedValue { state in
                if let failure, !state.isEnding, state.outbox.failed(delivery.write, failure, at: .now) { return true }
                state.outbox.remove(delivery.write, wasWritten: false)
                state.correlator.forget(event)
                return false
            }
            if isKept { return logger.debug("an event is sent again later: \(error)", metadata: ["reason": .string(event.reason)]) }
            discarded.increment()
            if error is LeadershipLapsed { return }
            logger.warning("an event could not be written: \(error)", metadata: ["reason": .string(event.reason)])
        }
    }

    private static func passing(_ error: any Error) -> EventOutbox.Failure? {
        guard let error = error as? KubernetesError, error.isTransient else { return nil }
        // Another status of the server may be about this object or its namespace: a webhook that fails, say.
        let isOfServer = error.code.map { $0 == 429 || $0 == 503 } ?? true
        return EventOutbox.Failure(isOfServer: isOfServer, retryAfter: error.retryAfter, jitter: .random(in: 0..<1))
    }

    private func send(_ delivery: EventOutbox.Delivery) async throws {
        let event = delivery.write.event
        switch delivery.write {
        case .create(_, let name, let time):
            do {
                try await create(event, name, time)
            } catch let error as KubernetesError where error.isAlreadyExists && delivery.isRepeated {
                // It was written before, and the answer was lost.
            }
        case .series(_, let name, let count, let last):
            let body: JSONValue = ["series": ["count": .integer(Int64(count)), "lastObservedTime": .string(last.description)]]
            do {
                try await client.patch(Event.self, name, namespace: event.namespace, with: .merge(body))
            } catch let error as KubernetesError where error.isNotFound {
                // The first one has expired on the server: this one is first again.
                try await create(event, name, last)
            }
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
