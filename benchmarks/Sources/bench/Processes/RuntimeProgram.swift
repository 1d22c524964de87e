import JSON

/// `bench-runtime`: our client and runtime, in a process of their own.
struct RuntimeProgram {
    let path: String

    /// Runs one measurement; what it found is the last line of its output.
    func measure<Result: Decodable>(_ type: Result.Type, _ arguments: [String]) async throws -> Result {
        let text = try await Child.output([path] + arguments).text
        guard let line = text.split(separator: "\n").last else { throw BenchError("\(path) \(arguments[0]) said nothing") }
        return try JSONReader.decode(Result.self, from: Array(line.utf8))
    }

    /// What `list` found.
    struct Listed: Decodable {
        let objects: Int
        let seconds: Double
        let cpu: Double
        /// Bytes more than before the list.
        let resident: Double

        var cost: Cost { Cost(seconds: seconds, cpu: cpu) }
    }

    /// What `watch` and `reconcile` found.
    struct Counted: Decodable {
        let count: Double
        let seconds: Double
        let cpu: Double

        var perSecond: Double { count / seconds }
        var perCore: Double { count / cpu }
    }

    func list(_ kind: String, kubeconfig: String) async throws -> Listed {
        try await measure(Listed.self, ["list", kind, "--kubeconfig", kubeconfig])
    }
}
