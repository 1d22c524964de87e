import NIOCore

/// The changes that wait to be sent on a watch, as a pure state machine: who is to be woken, and what may be sent when.
struct WatchInbox: Sendable {
    /// What is to be done after a change has arrived.
    enum Arrival: Sendable, Equatable {
        case nothing
        /// Somebody is to take the changes.
        case wake
        /// The client reads too slowly: it is to be cut off, as the API server does, before its backlog fills the memory.
        case overflow
    }

    /// What there is to do for whoever takes the changes.
    enum Work {
        case send([ChangeRecord])
        /// Nothing yet; to be asked again then.
        case wait(until: NIODeadline)
        /// Nothing; the next arrival wakes.
        case none
    }

    private var records = CircularBuffer<(record: ChangeRecord, due: NIODeadline)>()
    private var lastDue = NIODeadline.uptimeNanoseconds(0)
    private var isAwake = false
    private let limit: Int
    /// The revision up to which everything has been taken, whether it concerned this watch or not.
    private var passed: Int64

    init(revision: Int64, limit: Int) {
        passed = revision
        self.limit = limit
    }

    /// The revision that a bookmark may promise: all up to it has been sent.
    var promised: Int64 { records.first.map { $0.record.revision - 1 } ?? passed }

    /// Notes that a revision does not concern this watch.
    mutating func pass(_ revision: Int64) { passed = max(passed, revision) }

    mutating func arrive(_ record: ChangeRecord, due: NIODeadline) -> Arrival {
        passed = max(passed, record.revision)
        lastDue = max(lastDue, due)
        records.append((record, lastDue))
        if records.count > limit { return .overflow }
        if isAwake { return .nothing }
        isAwake = true
        return .wake
    }

    /// Takes some of the changes that are due.
    mutating func take(upTo count: Int, now: NIODeadline) -> Work {
        var taken: [ChangeRecord] = []
        while taken.count < count, let first = records.first, first.due <= now { taken.append(records.removeFirst().record) }
        if !taken.isEmpty { return .send(taken) }
        if let first = records.first { return .wait(until: first.due) }
        isAwake = false
        return .none
    }
}
