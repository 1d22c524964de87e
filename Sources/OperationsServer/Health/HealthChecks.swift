import HTTPTransport

/// Named checks behind `/healthz`, `/livez` or `/readyz`.
public struct HealthChecks: Sendable {
    /// Returns nil when all is well, otherwise what is wrong.
    public typealias Check = @Sendable () async -> String?

    /// The outcome of all checks.
    public struct Report: Sendable, Hashable {
        /// Whether all passed.
        public var isGood: Bool
        /// A line for each check, `[+]name ok` or `[-]name failed: reason`, and the verdict, as the API server's own.
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
    ///
    /// - Parameter name: its name in the path, `/readyz/NAME`.
    public mutating func add(_ name: String, _ check: @escaping Check) {
        checks.append((name, check))
    }

    /// Runs all checks at once.
    ///
    /// - Parameters:
    ///   - title: the name of the verdict, `readyz`.
    ///   - excluded: the names of checks that are not asked. Names without a check are told of.
    public func report(title: String = "healthz", excluding excluded: [String] = []) async -> Report {
        let asked = checks.filter { !excluded.contains($0.name) }
        let deadline = deadline
        let outcomes = await withTaskGroup(of: (Int, String?).self) { group in
            for (index, entry) in asked.enumerated() {
                group.addTask { (index, await Self.outcome(of: entry.check, within: deadline)) }
            }
            return await group.reduce(into: [Int: String]()) { outcomes, outcome in outcomes[outcome.0] = outcome.1 }
        }
        var lines: [String] = []
        var index = 0
        for (name, _) in checks {
            if excluded.contains(name) {
                lines.append("[+]\(name) excluded: ok")
                continue
            }
            lines.append(outcomes[index].map { "[-]\(name) failed: \($0)" } ?? "[+]\(name) ok")
            index += 1
        }
        if checks.isEmpty { lines.append("[+]ping ok") }
        let unknown = excluded.filter { name in !checks.contains { $0.name == name } }
        if !unknown.isEmpty {
            let names = unknown.map { "\"\($0)\"" }.joined(separator: ",")
            lines.append("warn: some health checks cannot be excluded: no matches for \(names)")
        }
        lines.append("\(title) check \(outcomes.isEmpty ? "passed" : "failed")")
        return Report(isGood: outcomes.isEmpty, text: lines.joined(separator: "\n"))
    }

    /// Runs one check: `ok`, or what is wrong; nil when there is none of that name.
    public func report(of name: String) async -> Report? {
        guard let entry = checks.first(where: { $0.name == name }) else {
            return checks.isEmpty && name == "ping" ? Report(isGood: true, text: "ok") : nil
        }
        let problem = await Self.outcome(of: entry.check, within: deadline)
        return Report(isGood: problem == nil, text: problem.map { "internal server error: \($0)" } ?? "ok")
    }

    private static func outcome(of check: @escaping Check, within deadline: Duration) async -> String? {
        do {
            return try await withDeadline(deadline, error: CheckTimeout(limit: deadline)) { await check() }
        } catch {
            return "\(error)"
        }
    }
}

/// A check did not answer in time.
struct CheckTimeout: Error, CustomStringConvertible {
    let limit: Duration
    var description: String { "no answer within \(limit)" }
}
