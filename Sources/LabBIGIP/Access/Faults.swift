import JSON

/// Failures to come, for tests: the next calls that match get a status, or no answer at all.
struct Faults: Sendable {
    /// One kind of failure.
    struct Fault: Sendable, Hashable, Codable {
        /// `GET`, `POST`, ...; absent: any.
        var method: String?
        /// Text that the path contains.
        var path: String
        /// Status of the answer; absent: the connection is cut.
        var status: Int?
        /// Message of the answer.
        var message: String?
        /// How many calls fail.
        var times: Int?
        /// The call is carried out first, so that only its answer is lost.
        var after: Bool?
    }

    private(set) var pending: [Fault] = []

    mutating func add(_ fault: Fault) { pending.append(fault) }

    mutating func clear() { pending = [] }

    /// The failure that is due for a call, if any; it counts as used.
    mutating func take(method: String, path: String) -> Fault? {
        guard let index = pending.firstIndex(where: { ($0.method ?? method) == method && path.contains($0.path) }) else { return nil }
        let fault = pending[index]
        let left = (fault.times ?? 1) - 1
        if left > 0 { pending[index].times = left } else { pending.remove(at: index) }
        return fault
    }
}
