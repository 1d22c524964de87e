import JSON

extension Ingress.Status: JSONProjectable {
    private enum Member: String, CaseIterable { case loadBalancer }
    private static let names = JSONNames(Member.self)

    /// Reads a status.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while try reader.nextMember(in: Self.names) != nil { loadBalancer = try reader.readIfPresent() }
    }
}

extension Ingress.LoadBalancer: JSONProjectable {
    private enum Member: String, CaseIterable { case ingress }
    private static let names = JSONNames(Member.self)

    /// Reads a list of addresses.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while try reader.nextMember(in: Self.names) != nil { ingress = try reader.arrayIfPresent() }
    }
}

extension Ingress.LoadBalancer.Point: JSONProjectable {
    private enum Member: String, CaseIterable { case ip, hostname, ports }
    private static let names = JSONNames(Member.self)

    /// Reads an address.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .ip: ip = try reader.sharedStringIfPresent()
            case .hostname: hostname = try reader.sharedStringIfPresent()
            case .ports: ports = try reader.decodeIfPresent()
            }
        }
    }
}
