import JSON

extension Service: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, spec }
    private static let names = JSONNames(Member.self)

    /// Reads a Service.
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

extension Service.Spec: JSONProjectable {
    private enum Member: String, CaseIterable { case type, clusterIP, externalName, ports, selector }
    private static let names = JSONNames(Member.self)

    /// Reads a spec.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .type: type = try reader.stringIfPresent()
            case .clusterIP: clusterIP = try reader.stringIfPresent()
            case .externalName: externalName = try reader.stringIfPresent()
            case .ports: ports = try reader.arrayIfPresent()
            case .selector: selector = try reader.stringMapIfPresent()
            }
        }
    }
}

extension Service.Port: JSONProjectable {
    private enum Member: String, CaseIterable { case name, `protocol`, port, targetPort }
    private static let names = JSONNames(Member.self)

    /// Reads a port.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var (name, transport) = (String?.none, String?.none)
        var port: Int?
        var targetPort: IntOrString?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.sharedStringIfPresent()
            case .port: port = try reader.integer()
            case .protocol: transport = try reader.sharedStringIfPresent()
            case .targetPort: targetPort = try reader.readIfPresent()
            }
        }
        guard let port else { throw reader.missing("port") }
        self.init(name: name, port: port, protocol: transport, targetPort: targetPort)
    }
}
