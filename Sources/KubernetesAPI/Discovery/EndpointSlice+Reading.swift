import JSON

extension EndpointSlice: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, addressType, endpoints, ports }
    private static let names = JSONNames(Member.self)

    /// Reads a slice.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var addressType: String?
        var endpoints: [Endpoint]?
        var ports: [Port]?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .addressType: addressType = try reader.string()
            case .endpoints: endpoints = try reader.arrayIfPresent()
            case .ports: ports = try reader.arrayIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        guard let addressType else { throw reader.missing("addressType") }
        self.init(metadata: metadata, addressType: addressType, endpoints: endpoints, ports: ports)
    }
}

extension EndpointSlice.Endpoint: JSONProjectable {
    private enum Member: String, CaseIterable { case addresses, conditions, targetRef, nodeName, zone }
    private static let names = JSONNames(Member.self)

    /// Reads an endpoint.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var addresses: [String]?
        var conditions: EndpointSlice.Conditions?
        var targetRef: ObjectReference?
        var (nodeName, zone) = (String?.none, String?.none)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .addresses: addresses = try reader.strings()
            case .conditions: conditions = try reader.readIfPresent()
            case .targetRef: targetRef = try reader.readIfPresent()
            case .nodeName: nodeName = try reader.sharedStringIfPresent()
            case .zone: zone = try reader.sharedStringIfPresent()
            }
        }
        guard let addresses else { throw reader.missing("addresses") }
        self.init(addresses: addresses, conditions: conditions, targetRef: targetRef, nodeName: nodeName, zone: zone)
    }
}

extension EndpointSlice.Conditions: JSONProjectable {
    private enum Member: String, CaseIterable { case ready, serving, terminating }
    private static let names = JSONNames(Member.self)

    /// Reads conditions.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .ready: ready = try reader.boolIfPresent()
            case .serving: serving = try reader.boolIfPresent()
            case .terminating: terminating = try reader.boolIfPresent()
            }
        }
    }
}

extension EndpointSlice.Port: JSONProjectable {
    private enum Member: String, CaseIterable { case name, port, `protocol` }
    private static let names = JSONNames(Member.self)

    /// Reads a port.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.sharedStringIfPresent()
            case .port: port = try reader.integerIfPresent()
            case .protocol: self.protocol = try reader.sharedStringIfPresent()
            }
        }
    }
}
