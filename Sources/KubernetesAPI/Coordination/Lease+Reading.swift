import JSON

extension Lease: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, spec }
    private static let names = JSONNames(Member.self)

    /// Reads a lease.
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

extension Lease.Spec: JSONProjectable {
    private enum Member: String, CaseIterable { case holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaseTransitions }
    private static let names = JSONNames(Member.self)

    /// Reads a spec.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .holderIdentity: holderIdentity = try reader.stringIfPresent()
            case .leaseDurationSeconds: leaseDurationSeconds = try reader.integerIfPresent()
            case .acquireTime: acquireTime = try reader.readIfPresent()
            case .renewTime: renewTime = try reader.readIfPresent()
            case .leaseTransitions: leaseTransitions = try reader.integerIfPresent()
            }
        }
    }
}
