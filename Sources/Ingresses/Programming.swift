import KubernetesAPI

/// Whether the nodes of a stack serve what an Ingress says now, by their own reports. Pure.
struct Programming: Sendable, Hashable {
    /// How long nodes may differ before it is called a fault. A node looks at most every five seconds whether to report.
    static let patience: Duration = .seconds(60)
    /// The reason while nodes have not followed yet and still may.
    static let underWay = "Programming"

    private let plain: IngressReport.Verdict
    private let lag: String?
    // When the first of those that follow said so.
    private let firstReport: Timestamp?

    /// Compares.
    ///
    /// - Parameters:
    ///   - addresses: those of the stack's nodes, by its outputs; nil when it has no such output.
    ///   - reports: what nodes of the stack say, those of nodes that are gone included.
    init(_ ingress: Ingress, addresses: [String]?, reports: [NodeReport]) {
        let generation = ingress.metadata.generation ?? 0
        // Should a new node have got the address of one that is gone, the later word counts.
        let known = Dictionary(reports.map { ($0.address, $0) }) { one, other in
            (one.reportedAt?.seconds ?? 0) >= (other.reportedAt?.seconds ?? 0) ? one : other
        }
        guard let addresses, !addresses.isEmpty else {
            plain = .init(nil, "NodesUnknown", "the stack's template has no output server_addresses, so whose report counts is not known")
            (lag, firstReport) = (nil, nil)
            return
        }
        guard addresses.contains(where: { known[$0] != nil }) else {
            plain = .init(
                nil, "NotReported", "none of \(addresses.count) nodes has reported what it serves; nodes of an image before reports do not")
            (lag, firstReport) = (nil, nil)
            return
        }
        var behind: [String] = []
        var followed: [Timestamp] = []
        for address in addresses {
            let served = known[address]?.ingresses.first { $0.uid == ingress.metadata.uid }?.generation
            if let served, served >= generation {
                if let time = known[address]?.reportedAt { followed.append(time) }
            } else if known[address] == nil {
                behind.append("\(address) has not reported")
            } else {
                behind.append("\(address) serves \(served.map { "generation \($0)" } ?? "nothing of it")")
            }
        }
        firstReport = followed.min()
        lag = behind.isEmpty ? nil : behind.prefix(5).joined(separator: ", ") + (behind.count > 5 ? ", and \(behind.count - 5) more" : "")
        let all = addresses.count == 1 ? "the node serves" : "all \(addresses.count) nodes serve"
        let some = "\(addresses.count - behind.count) of \(addresses.count) nodes serve"
        plain =
            if let lag {
                .init(nil, Self.underWay, "\(some) generation \(generation): \(lag)")
            } else {
                .init(true, "Programmed", "\(all) generation \(generation)")
            }
    }

    /// What to say.
    ///
    /// - Parameter known: what was said so far. Since then, and since the first node followed, the others have time.
    /// - Returns: the words, and how soon to look again though nothing changes.
    func verdict(known: Condition?, now: Timestamp) -> (IngressReport.Verdict, Duration?) {
        guard let lag else { return (plain, nil) }
        guard known?.status == plain.status || isFault(known) else { return (plain, Self.patience) }
        let since = [known?.lastTransitionTime, firstReport.map { min($0, now) }].compactMap { $0 }.max() ?? now
        let left = Self.patience - now.since(since)
        if left > .zero, !isFault(known) { return (plain, left) }
        return (
            .init(
                false, "NodesLag",
                "for more than \(Self.patience.components.seconds) s not every node has followed: \(lag). journalctl -u ake-node there says why"
            ),
            nil
        )
    }

    private func isFault(_ known: Condition?) -> Bool { known?.status == "False" && known?.reason == "NodesLag" }
}
