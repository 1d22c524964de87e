import ArgumentParser
import RoutingModel

/// `kubectl ake routes`.
struct Routes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the routes of an Ingress and the Pods behind each, as its nodes compute them.")

    @OptionGroup var options: ClusterOptions

    func run() async throws {
        let plan = try await options.withClient { try await RoutingPlan.read(of: options.object($0), from: $0) }
        let rows = [["HOST", "PATH", "TYPE", "SERVICE", "PODS"]] + plan.table.rows
        let widths = rows.reduce([0, 0, 0, 0]) { widths, row in zip(widths, row).map { max($0, $1.count) } }
        for row in rows {
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            print((cells + [row[4]]).joined(separator: "   "))
        }
        for problem in plan.problems { print("Warning: \(problem)") }
    }
}

extension RoutingTable {
    /// One row of text a route.
    fileprivate var rows: [[String]] {
        var rows: [[String]] = []
        for (host, rules) in hosts.sorted(by: { $0.key < $1.key }) {
            let name = host.isEmpty ? "*" : host
            for (path, service) in rules.exact.sorted(by: { $0.key < $1.key }) { rows.append(row(name, path, "Exact", service)) }
            for (path, service) in rules.prefix.sorted(by: { $0.key < $1.key }) { rows.append(row(name, path, "Prefix", service)) }
            for (path, service) in rules.literal.sorted(by: { $0.key < $1.key }) {
                rows.append(row(name, path, "ImplementationSpecific", service))
            }
        }
        if let defaultService { rows.append(row("*", "*", "Default", defaultService)) }
        return rows
    }

    private func row(_ host: String, _ path: String, _ type: String, _ service: ServiceID) -> [String] {
        let peers = services[service] ?? []
        return [host, path, type, service, peers.isEmpty ? "none: 503" : peers.joined(separator: ",")]
    }
}
