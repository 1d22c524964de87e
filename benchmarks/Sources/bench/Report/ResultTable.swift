/// The result; each line is shown as soon as it is there.
struct ResultTable {
    private var lines: [ResultLine] = []

    var hasFailures: Bool { lines.contains(where: \.isFailure) }

    mutating func add(_ line: ResultLine) {
        lines.append(line)
        Console.say("  " + line.cells.filter { !$0.isEmpty }.joined(separator: " | "))
    }

    var markdown: String {
        let rows = [["", "ours", "peer", "ratio", "goal", "met"], Array(repeating: "---", count: 6)] + lines.map(\.cells)
        return rows.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}
