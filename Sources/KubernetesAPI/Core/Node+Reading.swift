import JSON

extension Node: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, spec, status }
    private static let names = JSONNames(Member.self)

    /// Reads a node.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var (spec, status) = (Spec?.none, Status?.none)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .spec: spec = try reader.readIfPresent()
            case .status: status = try reader.readIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        self.init(metadata: metadata, spec: spec, status: status)
    }
}

extension Node.Spec: JSONProjectable {
    private enum Member: String, CaseIterable { case podCIDR, unschedulable }
    private static let names = JSONNames(Member.self)

    /// Reads a spec.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .podCIDR: podCIDR = try reader.stringIfPresent()
            case .unschedulable: unschedulable = try reader.boolIfPresent()
            }
        }
    }
}

extension Node.Status: JSONProjectable {
    private enum Member: String, CaseIterable { case addresses }
    private static let names = JSONNames(Member.self)

    /// Reads a status.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while try reader.nextMember(in: Self.names) != nil { addresses = try reader.arrayIfPresent() }
    }
}

extension Node.Address: JSONProjectable {
    private enum Member: String, CaseIterable { case type, address }
    private static let names = JSONNames(Member.self)

    /// Reads an address.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var (type, address) = (String?.none, String?.none)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .type: type = try reader.sharedString()
            case .address: address = try reader.sharedString()
            }
        }
        guard let type else { throw reader.missing("type") }
        guard let address else { throw reader.missing("address") }
        self.init(type: type, address: address)
    }
}
