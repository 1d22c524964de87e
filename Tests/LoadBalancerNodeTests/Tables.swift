import LoadBalancerNode
import RoutingModel

/// Routing tables for the tests.
enum Tables {
    /// A table with one host, `a.example`, whose every path leads to the peers.
    static func simple(_ peers: [String]) throws -> RevisedTable {
        try RevisedTable(RoutingTable(hosts: ["a.example": HostRules(prefix: ["/": "s/a:80"])], services: ["s/a:80": peers]))
    }

    /// A peer at a backend of the sandbox.
    static func peer(_ index: Int) -> String { "\(Sandbox.backends[index]):9000" }

    /// A table of so many services, each with a host of its own and three peers.
    static func large(_ count: Int) throws -> RevisedTable {
        var table = RoutingTable()
        for index in 0..<count {
            table.hosts["h\(index).example"] = HostRules(prefix: ["/": "s/s\(index):80"])
            table.services["s/s\(index):80"] = (1...3).map { "127.0.1.\($0):9000" }
        }
        return try RevisedTable(table)
    }
}
