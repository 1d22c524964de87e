import JSON

extension Secret: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, type, data }
    private static let names = JSONNames(Member.self)

    /// Reads a Secret.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var type: String?
        var data: [String: Base64Data]?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .type: type = try reader.sharedStringIfPresent()
            case .data: data = try reader.mapIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        self.init(metadata: metadata, type: type, data: data)
    }
}
