import JSON

/// A record set as the stand-in keeps it.
public struct LabDesignateRecordSet: Sendable, Hashable {
    /// The id.
    public var id: String
    /// The id of its zone.
    public var zone: String
    /// The name, with the dot at the end.
    public var name: String
    /// The type.
    public var type: String
    /// The records.
    public var records: [String]
    /// Seconds.
    public var ttl: Int?
    /// The description.
    public var description: String?
    /// `PENDING`, `ACTIVE` or `ERROR`.
    public var status = "PENDING"
    /// `CREATE`, `UPDATE`, `DELETE` or `NONE`.
    public var action = "CREATE"

    /// A record set of its parts.
    public init(
        id: String, zone: String, name: String, type: String, records: [String], ttl: Int? = nil, description: String? = nil
    ) {
        self.id = id
        self.zone = zone
        self.name = name
        self.type = type
        self.records = records
        self.ttl = ttl
        self.description = description
    }

    func row(zoneName: String) -> JSONValue {
        [
            "id": .string(id), "zone_id": .string(zone), "zone_name": .string(zoneName), "name": .string(name), "type": .string(type),
            "records": .array(records.map { .string($0) }), "ttl": ttl.map { .integer(Int64($0)) } ?? .null,
            "description": description.map { .string($0) } ?? .null, "status": .string(status), "action": .string(action), "version": 1,
            "created_at": "2026-01-01T00:00:00.000000", "updated_at": .null, "project_id": "p1", "links": [:],
        ]
    }
}
