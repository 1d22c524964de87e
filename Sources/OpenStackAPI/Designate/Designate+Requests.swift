import JSON

extension Designate {
    /// What a list of record sets is narrowed by. Designate takes `*` in a value for anything, so whoever asks for `*.example.` gets more
    /// than that, and has to compare.
    public struct RecordSetFilter: Sendable, Hashable {
        /// The name.
        public var name: String?
        /// The type.
        public var type: String?
        /// The description.
        public var description: String?

        /// Makes a filter; without anything, all pass.
        public init(name: String? = nil, type: String? = nil, description: String? = nil) {
            self.name = name
            self.type = type
            self.description = description
        }
    }

    /// Lists the zones of that name: one or none in a project, unless zones are shared.
    public static func zones(named name: String) -> OpenStackRequest {
        OpenStackRequest(.dns, .get, path: ["v2", "zones"], query: [.init("name", name)])
    }

    /// Lists record sets, one page.
    ///
    /// - Parameters:
    ///   - zone: nil: of all zones of the project.
    ///   - marker: the id of the last one of the page before.
    public static func recordSets(
        zone: String?, _ filter: RecordSetFilter = RecordSetFilter(), limit: Int = 500, marker: String? = nil
    ) -> OpenStackRequest {
        var query: [OpenStackRequest.QueryItem] = [.init("limit", String(limit))]
        if let name = filter.name { query.append(.init("name", name)) }
        if let type = filter.type { query.append(.init("type", type)) }
        if let description = filter.description { query.append(.init("description", description)) }
        if let marker { query.append(.init("marker", marker)) }
        return OpenStackRequest(.dns, .get, path: zone.map(path) ?? ["v2", "recordsets"], query: query)
    }

    /// Creates a record set; 409 when the zone has one of its name and type, be it on its way out.
    public static func createRecordSet(zone: String, _ recordSet: RecordSet) -> OpenStackRequest {
        var body = contents(recordSet)
        body["name"] = .string(recordSet.name)
        body["type"] = .string(recordSet.type)
        return OpenStackRequest(.dns, .post, path: path(zone), body: body)
    }

    /// Replaces what a record set says; its name and type cannot change.
    public static func updateRecordSet(zone: String, id: String, _ recordSet: RecordSet) -> OpenStackRequest {
        OpenStackRequest(.dns, .put, path: path(zone) + [id], body: contents(recordSet))
    }

    /// Deletes a record set.
    public static func deleteRecordSet(zone: String, id: String) -> OpenStackRequest {
        OpenStackRequest(.dns, .delete, path: path(zone) + [id])
    }

    private static func path(_ zone: String) -> [String] { ["v2", "zones", zone, "recordsets"] }

    private static func contents(_ recordSet: RecordSet) -> JSONValue {
        [
            "records": .array(recordSet.records.map { .string($0) }), "ttl": recordSet.ttl.map { .integer(Int64($0)) } ?? .null,
            "description": recordSet.description.map { .string($0) } ?? .null,
        ]
    }
}
