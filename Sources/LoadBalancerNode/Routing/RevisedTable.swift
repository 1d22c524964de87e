import Crypto
import JSON
import RoutingModel

/// A routing table with the name of its contents, by which nginx and the agent tell whether they have the same.
public struct RevisedTable: Sendable, Hashable {
    /// The table.
    public var table: RoutingTable
    /// The digest of the table's bytes, hexadecimal.
    public var revision: String

    /// Names a table by its contents.
    ///
    /// - Throws: ``NodeError`` when it cannot be written as JSON.
    public init(_ table: RoutingTable) throws(NodeError) {
        do {
            let digest = SHA256.hash(data: try JSONWriter.encode(table))
            self.table = table
            self.revision = Hexadecimal.text(digest.prefix(16))
        } catch {
            throw NodeError(.refused, "the routing table cannot be written as JSON: \(error)")
        }
    }

    /// The body of `PUT /v1/routing-table`.
    public func document() throws -> [UInt8] {
        var value = try JSONValue(encoding: table)
        value["format"] = 1
        value["revision"] = .string(revision)
        return value.serialized()
    }

    public static func == (left: RevisedTable, right: RevisedTable) -> Bool { left.revision == right.revision }

    public func hash(into hasher: inout Hasher) { hasher.combine(revision) }
}
