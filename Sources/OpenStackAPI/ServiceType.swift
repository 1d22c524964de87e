/// The type under which a service stands in Keystone's catalog
/// ([service types authority](https://specs.openstack.org/openstack/service-types-authority/)).
public struct ServiceType: Sendable, Hashable, CustomStringConvertible {
    /// The official name, e.g. `orchestration`.
    public let name: String
    /// Names under which older clouds register the same service.
    public let aliases: [String]

    /// Makes a service type of its official name and the historical ones.
    public init(_ name: String, aliases: [String] = []) {
        self.name = name
        self.aliases = aliases
    }

    /// Keystone.
    public static let identity = ServiceType("identity")
    /// Heat.
    public static let orchestration = ServiceType("orchestration")
    /// Designate.
    public static let dns = ServiceType("dns")
    /// Nova.
    public static let compute = ServiceType("compute")
    /// Neutron.
    public static let network = ServiceType("network")

    /// Whether a catalog entry of type `other` is this service.
    public func matches(_ other: String) -> Bool {
        other == name || aliases.contains(other)
    }

    public var description: String { name }
}
