import JSON
import RoutingModel

/// The difference between two tables that route alike: the services whose peers changed.
public struct TableDelta: Sendable, Hashable {
    /// The revision that it starts from.
    public var base: String
    /// The revision that it leads to.
    public var revision: String
    /// The services that changed, each with all its peers.
    public var services: [RoutingTable.ServiceID: [String]]

    /// Computes the difference; `nil` when the whole table is to be sent: other routes, or a change so large that a delta saves nothing.
    public init?(from old: RevisedTable, to new: RevisedTable) {
        guard old.table.hasSameRoutes(as: new.table) else { return nil }
        let changed = new.table.services.filter { old.table.services[$0.key] != $0.value }
        guard changed.count <= 64 || changed.count * 2 <= new.table.services.count else { return nil }
        base = old.revision
        revision = new.revision
        services = changed
    }

    /// The body of `PATCH /v1/services`.
    public func document() -> [UInt8] {
        let value: JSONValue = [
            "base": .string(base), "revision": .string(revision),
            "services": .object(services.mapValues { .array($0.map { .string($0) }) }),
        ]
        return value.serialized()
    }
}
