import HTTPTransport
import OpenStackAPI

/// How to reach one cloud: an entry of clouds.yaml.
///
/// See [clouds.yaml](https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html).
public struct CloudConfiguration: Sendable, Hashable, CustomStringConvertible {
    /// The name of the entry.
    public var name: String
    /// Keystone's address, with or without `/v3`.
    public var authenticationURL: String
    /// Who we are.
    public var credentials: Keystone.Credentials
    /// The region whose endpoints are used; nil takes the first of any.
    public var region: String?
    /// Which of a service's addresses is used.
    public var interface: Keystone.Catalog.Interface
    /// A file with the certificate authorities to trust, PEM; nil trusts the system's.
    public var authoritiesPath: String?
    /// A file with the client's certificate chain, PEM.
    public var certificatePath: String?
    /// A file with the client's key, PEM.
    public var keyPath: String?
    /// Whether servers' certificates are verified.
    public var verifiesServers: Bool
    /// Addresses that take the place of the catalog's, by service type (`<type>_endpoint_override`).
    public var endpointOverrides: [String: String]

    /// Makes a configuration.
    public init(
        name: String, authenticationURL: String, credentials: Keystone.Credentials, region: String? = nil,
        interface: Keystone.Catalog.Interface = .public, authoritiesPath: String? = nil, certificatePath: String? = nil,
        keyPath: String? = nil,
        verifiesServers: Bool = true, endpointOverrides: [String: String] = [:]
    ) {
        self.name = name
        self.authenticationURL = authenticationURL
        self.credentials = credentials
        self.region = region
        self.interface = interface
        self.authoritiesPath = authoritiesPath
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        self.verifiesServers = verifiesServers
        self.endpointOverrides = endpointOverrides
    }

    /// What to trust and how to authenticate by certificate. Throws ``CloudConfigurationError`` for a file that cannot be read.
    public func tlsMaterial() throws(CloudConfigurationError) -> TLSMaterial {
        TLSMaterial(
            trustedAuthorities: try file(authoritiesPath, "cacert"), certificateChain: try file(certificatePath, "cert"),
            privateKey: try file(keyPath, "key"), verifiesServer: verifiesServers)
    }

    public var description: String { "cloud \(name) at \(authenticationURL)" }

    private func file(_ path: String?, _ setting: String) throws(CloudConfigurationError) -> [UInt8]? {
        guard let path else { return nil }
        do {
            return try LocalFile.contents(of: path, limit: 4 << 20)
        } catch {
            throw CloudConfigurationError("clouds.yaml, clouds.\(name).\(setting): \(error)")
        }
    }
}
