/// The rounds of a list, ours and the peers'.
struct ListRuns {
    var ours: [Cost] = []
    var oursAgain: [Cost] = []
    var curl: [Cost] = []
    var curlAgain: [Cost] = []
    var oursFromFiles: [Cost] = []
    var curlFromFiles: [Cost] = []
    var kubectl: [Cost] = []
    var python: [Cost] = []

    func lines(_ kind: SampleKind, _ objects: Int) -> [ResultLine] {
        let name = "list \(kind.rawValue)"
        return [
            time("\(name) into the cache, against curl", ours, curl, limit: 1.5),
            time("\(name), both from nginx", oursFromFiles, curlFromFiles),
            time("\(name): ours against ours", oursAgain, ours),
            time("\(name): curl against curl", curlAgain, curl),
            throughput("\(name), against `kubectl get -o json`", kubectl, objects),
            throughput("\(name), against the Python client", python, objects, limit: 20),
        ]
    }

    private func time(_ what: String, _ one: [Cost], _ other: [Cost], limit: Double? = nil) -> ResultLine {
        let (one, other) = (Cost.median(one), Cost.median(other))
        let ratio = one.seconds / other.seconds
        return ResultLine(
            what, ours: one.text, peer: other.text, ratio: "\(Numbers.fixed(ratio, 2))x",
            goal: limit.map { "<= \(Numbers.fixed($0, 1))x" } ?? "",
            isMet: limit.map { ratio <= $0 })
    }

    private func throughput(_ what: String, _ peer: [Cost], _ objects: Int, limit: Double? = nil) -> ResultLine {
        let (one, other) = (Cost.median(ours), Cost.median(peer))
        let ratio = other.seconds / one.seconds
        func perSecond(_ cost: Cost) -> String { "\(Numbers.whole(Double(objects) / cost.seconds))/s" }
        return ResultLine(
            what, ours: perSecond(one), peer: perSecond(other), ratio: "\(Numbers.fixed(ratio, 1))x",
            goal: limit.map { ">= \(Numbers.fixed($0, 0))x" } ?? "", isMet: limit.map { ratio >= $0 })
    }
}
