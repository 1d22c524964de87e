import JSON

extension EndpointSlice: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, addressType, endpoints, ports }
    private static let names = JSONNames(Member.self)

    /// Reads a slice.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var addressType: String?
        var endpoints: PackedEndpoints?
        var ports: [Port]?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .addressType: addressType = try reader.sharedString()
            case .endpoints: endpoints = try Self.endpoints(&reader)
            case .ports: ports = try reader.arrayIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        guard let addressType else { throw reader.missing("addressType") }
        self.init(metadata: metadata, addressType: addressType, packedEndpoints: endpoints, ports: ports)
    }

    private static func endpoints(_ reader: inout JSONPullReader) throws(JSONError) -> PackedEndpoints? {
        if try reader.takeNull() { return nil }
        let start = reader.mark()
        var builder = EndpointsBuilder(capacity: 4096)
        try reader.beginArray()
        while try reader.nextElement() { try builder.read(&reader) }
        if !builder.hasEscapes { return builder.packed }
        reader.go(to: start)
        return PackedEndpoints(try reader.decodeByTape([Endpoint].self))
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
    private enum Member: String, CaseIterable { case name, `protocol`, port }
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
