import Crypto
import JSON
import RoutingModel

/// The last good state on disk, so that a node that boots while the API server is away serves what it served before.
///
/// Each file is a line with the SHA-256 of the rest, and the rest as JSON; a file that was damaged is not used.
public struct LastKnownGood: Sendable {
    private let directory: String

    /// Keeps the files in a folder that exists.
    public init(directory: String) { self.directory = directory }

    /// The last table that nginx accepted; `nil` when there is none.
    ///
    /// - Throws: ``NodeError`` when the file is damaged.
    public func table() throws -> RevisedTable? {
        guard let table = try read(RoutingTable.self, "routing-table.json") else { return nil }
        return try RevisedTable(table)
    }

    /// Keeps a table that nginx accepted.
    public func save(_ table: RevisedTable) throws { try write(table.table, "routing-table.json") }

    /// The last addresses of the cluster's nodes; `nil` when there are none.
    ///
    /// - Throws: ``NodeError`` when the file is damaged.
    public func peers() throws -> [String]? { try read([String].self, "peers.json") }

    /// Keeps the addresses of the cluster's nodes.
    public func save(peers: [String]) throws { try write(peers, "peers.json") }

    private func write(_ value: some Encodable, _ name: String) throws {
        let body = try JSONWriter.encode(value)
        try NodeFile.replace("\(directory)/\(name)", with: Array("\(Self.checksum(body))\n".utf8) + body, mode: 0o600)
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value? {
        guard let bytes = NodeFile.readIfPresent("\(directory)/\(name)") else { return nil }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            throw NodeError(.file, "\(directory)/\(name) is damaged: it has no checksum")
        }
        let body = Array(bytes[(end + 1)...])
        guard String(decoding: bytes[..<end], as: UTF8.self) == Self.checksum(body) else {
            throw NodeError(.file, "\(directory)/\(name) is damaged: its checksum is another one")
        }
        return try JSONReader.decode(type, from: body)
    }

    private static func checksum(_ bytes: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(data: bytes)) }
}
