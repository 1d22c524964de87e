import JSON

extension IngressClass: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, spec }
    private static let names = JSONNames(Member.self)

    /// Reads a class.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var spec: Spec?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .spec: spec = try reader.readIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        self.init(metadata: metadata, spec: spec)
    }
}

extension IngressClass.Spec: JSONProjectable {
    private enum Member: String, CaseIterable { case controller, parameters }
    private static let names = JSONNames(Member.self)

    /// Reads a spec.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init(controller: nil)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .controller: controller = try reader.sharedStringIfPresent()
            case .parameters: parameters = try reader.readIfPresent()
            }
        }
    }
}

extension IngressClass.Parameters: JSONProjectable {
    private enum Member: String, CaseIterable { case apiGroup, kind, name, scope, namespace }
    private static let names = JSONNames(Member.self)

    /// Reads a pointer.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var (kind, name) = (String?.none, String?.none)
        var (apiGroup, scope, namespace) = (String?.none, String?.none, String?.none)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .apiGroup: apiGroup = try reader.sharedStringIfPresent()
            case .kind: kind = try reader.sharedString()
            case .name: name = try reader.string()
            case .scope: scope = try reader.sharedStringIfPresent()
            case .namespace: namespace = try reader.sharedStringIfPresent()
            }
        }
        guard let kind else { throw reader.missing("kind") }
        guard let name else { throw reader.missing("name") }
        self.init(apiGroup: apiGroup, kind: kind, name: name, scope: scope, namespace: namespace)
    }
}
