extension Designate {
    /// All records of one name and type.
    public struct RecordSet: Sendable, Hashable, Codable {
        /// Its id; empty before Designate has given one.
        public var id: String
        /// The id of its zone; empty before it is in one.
        public var zoneID: String
        /// Its name, with the dot at the end.
        public var name: String
        /// `A`, `AAAA`, `CNAME`, `TXT`, ...
        public var type: String
        /// The records as in a zone file; the texts of `TXT` in quotation marks.
        public var records: [String]
        /// How long others may keep the answer, in seconds; nil: the zone's.
        public var ttl: Int?
        /// Anything, for people.
        public var description: String?
        /// `PENDING` until every name server has it, then `ACTIVE`; `ERROR` when one does not take it.
        public var status: String?
        /// What is `PENDING`: `CREATE`, `UPDATE` or `DELETE`; else `NONE`.
        public var action: String?

        /// Makes a record set.
        public init(
            id: String = "", zoneID: String = "", name: String, type: String, records: [String], ttl: Int? = nil,
            description: String? = nil,
            status: String? = nil, action: String? = nil
        ) {
            self.id = id
            self.zoneID = zoneID
            self.name = name
            self.type = type
            self.records = records
            self.ttl = ttl
            self.description = description
            self.status = status
            self.action = action
        }

        /// Whether its deletion has been asked for. It stays in lists, and its name taken, until the name servers have let go of it.
        public var isBeingDeleted: Bool { action == "DELETE" }

        private enum CodingKeys: String, CodingKey {
            case id, name, type, records, ttl, description, status, action
            case zoneID = "zone_id"
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.id = try values.decode(String.self, forKey: .id)
            self.zoneID = try values.decodeIfPresent(String.self, forKey: .zoneID) ?? ""
            self.name = try values.decode(String.self, forKey: .name)
            self.type = try values.decode(String.self, forKey: .type)
            self.records = try values.decodeIfPresent([String].self, forKey: .records) ?? []
            self.ttl = try values.decodeIfPresent(Int.self, forKey: .ttl)
            self.description = try values.decodeIfPresent(String.self, forKey: .description)
            self.status = try values.decodeIfPresent(String.self, forKey: .status)
            self.action = try values.decodeIfPresent(String.self, forKey: .action)
        }
    }
}
