/// How the hosts of a class' Ingresses get their names in the DNS.
public struct ClassNames: Codable, Sendable, Hashable {
    /// Who publishes them.
    public enum Provider: String, Codable, Sendable, Hashable, CaseIterable {
        /// This controller, in OpenStack Designate.
        case designate = "Designate"
        /// external-dns, which reads DNSEndpoint objects.
        case externalDNS = "ExternalDNS"
    }

    /// Who publishes them.
    public var provider: Provider
    /// The zone; hosts outside it are left alone.
    public var zone: String
    /// How long others may keep an answer, in seconds.
    public var ttl: Int

    /// Makes a choice.
    public init(provider: Provider, zone: String, ttl: Int = 300) {
        self.provider = provider
        self.zone = zone
        self.ttl = ttl
    }

    private enum CodingKeys: String, CodingKey {
        case provider, zone, ttl
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.provider = try values.decodeIfPresent(Provider.self, forKey: .provider) ?? .designate
        self.zone = try values.decode(String.self, forKey: .zone)
        self.ttl = try values.decodeIfPresent(Int.self, forKey: .ttl) ?? 300
    }

    /// The zone's name in lower case and with its dot at the end.
    public var absoluteZone: String {
        let name = zone.lowercased()
        return name.hasSuffix(".") ? name : name + "."
    }

    /// The name of a host as the DNS writes it, if it is in the zone.
    public func absoluteName(of host: String) -> String? {
        let name = host.lowercased() + (host.hasSuffix(".") ? "" : ".")
        return name == absoluteZone || name.hasSuffix("." + absoluteZone) ? name : nil
    }
}
