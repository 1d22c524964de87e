import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct EventOutboxTests {
    private typealias Write = EventCorrelator.Write

    private let start = ContinuousClock.now
    private let time = Timestamp(microseconds: 1_700_000_000_000_000)

    private func event(_ name: String) -> RecordedEvent {
        RecordedEvent(
            regarding: ObjectReference(kind: "Service", name: name, namespace: "n"), related: nil, type: "Warning", reason: "R",
            action: "A", note: "x")
    }

    private func create(_ name: String) -> Write { .create(event(name), name: name, time: time) }
    private func series(_ name: String, _ count: Int) -> Write { .series(event(name), name: name, count: count, last: time) }

    private func failure(ofServer: Bool = true, retryAfter: Duration? = nil, jitter: Double = 0) -> EventOutbox.Failure {
        EventOutbox.Failure(isOfServer: ofServer, retryAfter: retryAfter, jitter: jitter)
    }

    private func outbox(_ writes: [Write]) -> EventOutbox {
        var outbox = EventOutbox()
        for write in writes { #expect(outbox.add(write, at: start) == nil) }
        return outbox
    }

    @Test func `writes go in the order in which they came, each once`() {
        var outbox = outbox([create("a"), create("b"), series("c", 3)])
        for write in [create("a"), create("b"), series("c", 3)] {
            #expect(outbox.next(at: start) == .init(write: write, isRepeated: false))
            outbox.remove(write, wasWritten: true)
        }
        #expect(outbox.next(at: start) == nil && outbox.count == 0 && outbox.nextDue == nil)
    }

    @Test func `a write is sent twelve times at most, with pauses that double up to half a minute`() {
        var outbox = outbox([create("a")])
        var now = start
        var pauses: [Duration] = []
        for attempt in 1...EventOutbox.attempts {
            #expect(outbox.next(at: now) == .init(write: create("a"), isRepeated: attempt > 1))
            let isKept = outbox.failed(create("a"), failure(), at: now)
            #expect(isKept == (attempt < EventOutbox.attempts))
            guard let due = outbox.nextDue else { continue }
            #expect(outbox.next(at: due - .milliseconds(1)) == nil)
            pauses.append(due - now)
            now = due
        }
        #expect(pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30].map { Duration.seconds($0) })
        #expect(outbox.count == 0)
    }

    @Test(
        "a pause is lengthened by lot, and is never shorter than the server asks",
        arguments: [
            (nil, 0.0, 0.5), (nil, 0.5, 0.75), (.seconds(7), 0, 7), (.seconds(8), 0.5, 9), (.milliseconds(1), 0, 0.5),
            (.seconds(100_000), 0, 300),
        ] as [(Duration?, Double, Double)])
    func pause(retryAfter: Duration?, jitter: Double, seconds: Double) {
        for ofServer in [true, false] {
            var outbox = outbox([create("a")])
            let isKept = outbox.failed(create("a"), failure(ofServer: ofServer, retryAfter: retryAfter, jitter: jitter), at: start)
            #expect(isKept && outbox.nextDue == start + .seconds(seconds))
        }
    }

    @Test func `while the server is away one write at a time is tried, ever more rarely, and none uses up its attempts`() {
        var outbox = outbox((0..<100).map { create("e\($0)") })
        var now = start
        var tried: [String] = []
        while tried.count < 12, let due = outbox.nextDue {
            now = max(now, due)
            guard let delivery = outbox.next(at: now) else { break }
            tried.append(delivery.write.name)
            _ = outbox.failed(delivery.write, failure(), at: now)
            #expect(outbox.next(at: now) == nil)
        }
        #expect(tried == (0..<12).map { "e\($0)" } && outbox.count == 100)
        #expect(now - start == .seconds(181.5))
    }

    @Test func `a write that fails by itself keeps no other waiting`() {
        var outbox = outbox([create("a"), create("b")])
        _ = outbox.failed(create("a"), failure(ofServer: false), at: start)
        #expect(outbox.next(at: start)?.write == create("b"))
    }

    @Test func `when the server is there again the others go at once`() {
        var outbox = outbox([create("a"), create("b"), create("c")])
        _ = outbox.failed(create("a"), failure(), at: start)
        #expect(outbox.next(at: start + .milliseconds(499)) == nil)
        outbox.remove(create("b"), wasWritten: true)
        #expect(outbox.next(at: start + .milliseconds(499))?.write == create("c"))
    }

    @Test func `counts that grow meanwhile wait with the create, and the last one follows it`() {
        var outbox = outbox([create("a"), series("a", 2), series("a", 5)])
        #expect(outbox.count == 1)
        _ = outbox.failed(create("a"), failure(), at: start)
        #expect(outbox.add(series("a", 6), at: start) == nil)
        let later = start + .seconds(1)
        #expect(outbox.next(at: later) == .init(write: create("a"), isRepeated: true))
        outbox.remove(create("a"), wasWritten: true)
        #expect(outbox.next(at: later) == .init(write: series("a", 6), isRepeated: false))
        outbox.remove(series("a", 6), wasWritten: true)
        #expect(outbox.count == 0)
    }

    @Test func `what is given up takes its count with it`() {
        var outbox = outbox([create("a"), series("a", 2)])
        outbox.remove(create("a"), wasWritten: false)
        #expect(outbox.count == 0)
    }

    @Test func `of too many the oldest goes`() {
        var outbox = outbox((0..<EventOutbox.capacity).map { create("e\($0)") })
        #expect(outbox.add(create("one more"), at: start) == create("e0"))
        #expect(outbox.count == EventOutbox.capacity && outbox.next(at: start)?.write == create("e1"))
    }

    @Test func `at the end all are sent, due or not`() {
        var outbox = outbox([create("a")])
        _ = outbox.failed(create("a"), failure(), at: start)
        #expect(outbox.next(at: nil) == .init(write: create("a"), isRepeated: true))
    }
}
