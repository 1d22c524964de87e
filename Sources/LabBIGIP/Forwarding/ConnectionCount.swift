/// Counts the established connections to each member in a listing of conntrack.
enum ConnectionCount {
    /// Established TCP connections by the member's address and port, which are those of the replies.
    static func established(in listing: String) -> [ForwardingPlan.Slot: Int] {
        var counts: [ForwardingPlan.Slot: Int] = [:]
        for line in listing.split(separator: "\n") where line.contains("ESTABLISHED") {
            let words = line.split(separator: " ")
            // Each line has two tuples: the client's direction first, then that of the replies.
            let sources = words.filter { $0.hasPrefix("src=") }
            let ports = words.filter { $0.hasPrefix("sport=") }
            guard sources.count == 2, ports.count == 2, let port = Int(ports[1].dropFirst(6)) else { continue }
            counts[ForwardingPlan.Slot(address: String(sources[1].dropFirst(4)), port: port), default: 0] += 1
        }
        return counts
    }
}
