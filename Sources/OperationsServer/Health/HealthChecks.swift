/// Named checks behind `/healthz` or `/readyz`.
public struct HealthChecks: Sendable {
    /// Returns nil when all is well, otherwise what is wrong.
    public typealias Check = @Sendable () async -> String?

    /// The outcome of all checks.
    public struct Report: Sendable, Hashable {
        /// Whether all passed.
        public var isGood: Bool
        /// A line for each check, `[+]name ok` or `[-]name failed: reason`, as the API server's own.
        public var text: String
    }

    /// How long one check may take.
    public var deadline: Duration
    private var checks: [(name: String, check: Check)] = []

    /// Makes a set without checks: always good.
    public init(deadline: Duration = .seconds(2)) {
        self.deadline = deadline
    }

    /// Adds a check.
    public mutating func add(_ name: String, _ check: @escaping Check) {
        checks.append((name, check))
    }

    /// Runs all checks at once.
    public func report() async -> Report {
        let outcomes = await withTaskGroup(of: (Int, String?).self) { group in
            for (index, entry) in checks.enumerated() {
                group.addTask { (index, await Self.outcome(of: entry.check, within: deadline)) }
            }
            return await group.reduce(into: [Int: String]()) { outcomes, outcome in outcomes[outcome.0] = outcome.1 }
        }
        let lines = checks.indices.map { index in
            outcomes[index].map { "[-]\(checks[index].name) failed: \($0)" } ?? "[+]\(checks[index].name) ok"
        }
        return Report(isGood: outcomes.isEmpty, text: (lines + [outcomes.isEmpty ? "ok" : "failed"]).joined(separator: "\n"))
    }

    private static func outcome(of check: @escaping Check, within deadline: Duration) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask { await check() }
            group.addTask {
                do {
                    try await Task.sleep(for: deadline)
                    return "no answer within \(deadline)"
                } catch {
                    return nil
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
