/// What an ``IngressStatus`` tells.
public struct IngressStatusStatus: Codable, Sendable, Hashable {
    /// The generation of the Ingress that this speaks of.
    public var observedGeneration: Int64?
    /// The LoadBalancerClass, once it is known.
    public var loadBalancerClass: String?
    /// The HeatStack that carries the Ingress, `namespace/name`.
    public var heatStack: String?
    /// How many nodes are asked for.
    public var replicas: Int?
    /// Where the Ingress answers.
    public var address: String?
    /// The first of its hosts that is published, when names are on.
    public var hostname: String?
    /// `Ready`, `Accepted`, `StackReady`, `UpToDate`, `Programmed`, `DNSReady`.
    public var conditions: [Condition]

    /// Makes a status.
    public init(
        observedGeneration: Int64? = nil, loadBalancerClass: String? = nil, heatStack: String? = nil, replicas: Int? = nil,
        address: String? = nil, hostname: String? = nil, conditions: [Condition] = []
    ) {
        self.observedGeneration = observedGeneration
        self.loadBalancerClass = loadBalancerClass
        self.heatStack = heatStack
        self.replicas = replicas
        self.address = address
        self.hostname = hostname
        self.conditions = conditions
    }

    private enum CodingKeys: String, CodingKey {
        case observedGeneration, loadBalancerClass, heatStack, replicas, address, hostname, conditions
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.observedGeneration = try values.decodeIfPresent(Int64.self, forKey: .observedGeneration)
        self.loadBalancerClass = try values.decodeIfPresent(String.self, forKey: .loadBalancerClass)
        self.heatStack = try values.decodeIfPresent(String.self, forKey: .heatStack)
        self.replicas = try values.decodeIfPresent(Int.self, forKey: .replicas)
        self.address = try values.decodeIfPresent(String.self, forKey: .address)
        self.hostname = try values.decodeIfPresent(String.self, forKey: .hostname)
        self.conditions = try values.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
    }
}
