/// The keys of one priority that wait for a worker, as numbers: first come first served within a flow, and the flows take turns, so that a flow
/// of ten thousand keys delays another's by one turn at most.
struct FairBand: Sendable {
    /// The neighbours of each number in its flow; shared by all bands, since a number waits in one of them at most.
    struct Links: Sendable {
        var next: [Int] = []
        var previous: [Int] = []

        mutating func reserve(_ count: Int) {
            while next.count < count {
                next.append(-1)
                previous.append(-1)
            }
        }
    }

    private struct Flow {
        var head = -1
        var tail = -1
        var isInTurn = false
    }

    let priority: WorkPriority
    /// How many wait.
    private(set) var count = 0
    /// At which take this band was served last.
    var servedAt: UInt64 = 0
    private var flows: [Flow] = []
    // A flow that has become empty stays in here until its turn comes.
    private var turns = Ring()

    init(priority: WorkPriority) { self.priority = priority }

    mutating func append(_ item: Int, flow: Int, links: inout Links) {
        while flows.count <= flow { flows.append(Flow()) }
        links.next[item] = -1
        links.previous[item] = flows[flow].tail
        if flows[flow].tail >= 0 { links.next[flows[flow].tail] = item } else { flows[flow].head = item }
        flows[flow].tail = item
        count += 1
        if !flows[flow].isInTurn {
            flows[flow].isInTurn = true
            turns.append(flow)
        }
    }

    mutating func remove(_ item: Int, flow: Int, links: inout Links) {
        let (previous, next) = (links.previous[item], links.next[item])
        if previous >= 0 { links.next[previous] = next } else { flows[flow].head = next }
        if next >= 0 { links.previous[next] = previous } else { flows[flow].tail = previous }
        count -= 1
    }

    /// Takes out the first of the flow whose turn it is.
    mutating func popFirst(links: inout Links) -> Int? {
        while let flow = turns.popFirst() {
            let item = flows[flow].head
            guard item >= 0 else {
                flows[flow].isInTurn = false
                continue
            }
            remove(item, flow: flow, links: &links)
            if flows[flow].head >= 0 { turns.append(flow) } else { flows[flow].isInTurn = false }
            return item
        }
        return nil
    }
}
