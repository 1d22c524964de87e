import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct EventCorrelatorTests {
    private let start = ContinuousClock.now
    private let time = Timestamp(microseconds: 1_700_000_000_000_000)

    private func event(_ note: String = "x", on uid: String = "u", version: String = "1") -> RecordedEvent {
        RecordedEvent(
            regarding: ObjectReference(kind: "Service", name: "web", namespace: "n", uid: uid, resourceVersion: version), related: nil,
            type: "Warning", reason: "R", action: "A", note: note)
    }

    private func count(_ write: EventCorrelator.Write?) -> Int? {
        switch write {
        case .create: 1
        case .series(_, _, let count, _): count
        case nil: nil
        }
    }

    @Test(
        "an Event's name is one that Kubernetes takes, however long the object's is",
        arguments: [("web", 1), ("a", 253), ("a.", 126), ("a-", 126)])
    func eventName(part: String, count: Int) {
        var event = event()
        event.regarding.name = String(repeating: part, count: count) + "z"
        let name = event.name(at: time)
        #expect(name.utf8.count <= 253)
        #expect(name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0.last != "-" })
    }

    @Test(arguments: ["ä", "a", "€", "👍"]) func `texts are cut where the API cuts them, between two characters`(character: String) {
        let event = event(String(repeating: character, count: 2000))
        #expect(event.note.utf8.count <= 1024 && event.note.utf8.count > 1020)
        #expect(event.note.allSatisfy { String($0) == character })
    }

    @Test func `the first is created, its repetition becomes a series at once, later ones are told of at intervals`() {
        var correlator = EventCorrelator()
        #expect(count(correlator.record(event(), at: start, time: time)) == 1)
        #expect(count(correlator.record(event(version: "2"), at: start + .seconds(1), time: time)) == 2)
        for second in 2..<20 { #expect(correlator.record(event(), at: start + .seconds(second), time: time) == nil) }
        #expect(correlator.due(at: start + .seconds(20)).isEmpty)
        #expect(correlator.nextDue == start + .seconds(31))
        #expect(correlator.due(at: start + .seconds(31)).map { count($0) } == [20])
        #expect(correlator.due(at: start + .seconds(32)).isEmpty)
    }

    @Test func `a series that has been quiet for six minutes is closed, and the next one is new`() {
        var correlator = EventCorrelator()
        _ = correlator.record(event(), at: start, time: time)
        _ = correlator.record(event(), at: start + .seconds(10), time: time)
        _ = correlator.record(event(), at: start + .seconds(20), time: time)
        #expect(correlator.due(at: start + .seconds(380)).map { count($0) } == [3])
        #expect(correlator.nextDue == nil)
        #expect(count(correlator.record(event(), at: start + .seconds(400), time: time)) == 1)
    }

    @Test func `what is not told of yet is told of at the end`() {
        var correlator = EventCorrelator()
        for second in 0..<5 { _ = correlator.record(event(), at: start + .seconds(second), time: time) }
        #expect(correlator.flush(at: start + .seconds(5)).map { count($0) } == [5])
        #expect(correlator.flush(at: start + .seconds(5)).isEmpty)
    }

    @Test func `an object's events are 25 at once, then one in five minutes, and other objects' are not less for it`() {
        var correlator = EventCorrelator()
        let created = (0..<100).filter { correlator.record(event("\($0)"), at: start, time: time) != nil }
        #expect(created.count == 25)
        #expect(correlator.suppressed == 75)
        #expect(correlator.record(event("other", on: "v"), at: start, time: time) != nil)
        #expect(correlator.record(event("late"), at: start + .seconds(299), time: time) == nil)
        #expect(correlator.record(event("late"), at: start + .seconds(301), time: time) != nil)
    }

    @Test func `its memory is bounded, and keeps what is newest`() {
        var correlator = EventCorrelator()
        for index in 0..<5000 {
            _ = correlator.record(event(on: "\(index)"), at: start + .milliseconds(index), time: time)
        }
        #expect(count(correlator.record(event(on: "4999"), at: start + .seconds(6), time: time)) == 2)
        #expect(count(correlator.record(event(on: "0"), at: start + .seconds(6), time: time)) == 1)
    }
}
