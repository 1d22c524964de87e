/// Everything nginx needs to route requests: hosts, paths and the addresses behind them, as data.
///
/// The same objects in any order give an equal table, and equal tables encode to equal bytes. `nginx/README.md` describes the JSON.
public struct RoutingTable: Sendable, Hashable, Codable {
    /// The service for requests that no rule matches; `nil` answers them with 404.
    public var defaultService: ServiceID?
    /// The rules by host: a lower-case name, `*.` and a name (one label), or empty for every host.
    public var hosts: [String: HostRules]
    /// The peers of each service, sorted, each `address:port`. A service without peers is answered with 503.
    public var services: [ServiceID: [String]]

    /// Names a service and one of its ports, `namespace/name:port`; nginx compares it and looks no further.
    public typealias ServiceID = String

    private enum CodingKeys: String, CodingKey {
        case defaultService = "default"
        case hosts, services
    }

    /// Makes a table; by default an empty one, which answers every request with 404.
    public init(defaultService: ServiceID? = nil, hosts: [String: HostRules] = [:], services: [ServiceID: [String]] = [:]) {
        self.defaultService = defaultService
        self.hosts = hosts
        self.services = services
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.defaultService = try values.decodeIfPresent(ServiceID.self, forKey: .defaultService)
        self.hosts = try values.decodeIfPresent([String: HostRules].self, forKey: .hosts) ?? [:]
        self.services = try values.decodeIfPresent([ServiceID: [String]].self, forKey: .services) ?? [:]
    }

    /// Whether the two tables route alike, so that they differ in peers at most.
    public func hasSameRoutes(as other: RoutingTable) -> Bool {
        defaultService == other.defaultService && hosts == other.hosts && services.count == other.services.count
            && services.keys.allSatisfy { other.services[$0] != nil }
    }
}
