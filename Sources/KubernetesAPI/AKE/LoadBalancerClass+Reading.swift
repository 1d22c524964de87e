import JSON

extension LoadBalancerClass: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, spec }
    private static let names = JSONNames(Member.self)

    /// Reads a class.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var spec: LoadBalancerClassSpec?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            // There are a handful of classes: the tape is quick enough for them.
            case .spec: spec = try reader.decode()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        guard let spec else { throw reader.missing("spec") }
        self.init(metadata: metadata, spec: spec)
    }
}
