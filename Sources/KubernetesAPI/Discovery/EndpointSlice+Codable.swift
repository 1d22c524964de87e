extension EndpointSlice {
    private enum CodingKeys: String, CodingKey { case metadata, addressType, endpoints, ports }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            metadata: try values.decode(ObjectMeta.self, forKey: .metadata),
            addressType: try values.decode(String.self, forKey: .addressType),
            endpoints: try values.decodeIfPresent([Endpoint].self, forKey: .endpoints),
            ports: try values.decodeIfPresent([Port].self, forKey: .ports))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(metadata, forKey: .metadata)
        try values.encode(addressType, forKey: .addressType)
        try values.encodeIfPresent(endpoints, forKey: .endpoints)
        try values.encodeIfPresent(ports, forKey: .ports)
    }
}

extension EndpointSlice.Endpoint {
    private enum CodingKeys: String, CodingKey { case addresses, conditions, targetRef, nodeName, zone }

    /// What is kept of a target.
    private struct Target: Decodable {
        var kind: String?
        var namespace: String?
        var name: String?
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            addresses: try values.decode([String].self, forKey: .addresses),
            conditions: try values.decodeIfPresent(EndpointSlice.Conditions.self, forKey: .conditions),
            targetRef: try values.decodeIfPresent(Target.self, forKey: .targetRef).map {
                ObjectReference(kind: $0.kind, name: $0.name, namespace: $0.namespace)
            },
            nodeName: try values.decodeIfPresent(String.self, forKey: .nodeName),
            zone: try values.decodeIfPresent(String.self, forKey: .zone))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(addresses, forKey: .addresses)
        try values.encodeIfPresent(conditions, forKey: .conditions)
        try values.encodeIfPresent(targetRef, forKey: .targetRef)
        try values.encodeIfPresent(nodeName, forKey: .nodeName)
        try values.encodeIfPresent(zone, forKey: .zone)
    }
}
