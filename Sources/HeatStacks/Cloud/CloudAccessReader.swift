import HTTPTransport
import KubernetesAPI
import KubernetesClient
import OpenStackClient

/// Reads what it takes to reach the cloud that a HeatStack names.
public struct CloudAccessReader: Sendable {
    /// Why it cannot be read: what is wrong, where, and what to do.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The sentence for people.
        public var description: String
    }

    private let client: KubernetesClient
    private let own: @Sendable (_ cloud: String?) throws -> CloudAccess
    private let admittedNamespaces: Set<String>

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - admittedNamespaces: those whose Secrets any HeatStack may name; its own namespace is always admitted.
    ///   - own: the controller's own access, by the name of the entry; it throws `CloudConfigurationError`.
    public init(
        client: KubernetesClient, admittedNamespaces: Set<String> = [], own: @escaping @Sendable (_ cloud: String?) throws -> CloudAccess
    ) {
        self.client = client
        self.admittedNamespaces = admittedNamespaces
        self.own = own
    }

    /// Reads it now. Throws ``Failure``, or a `KubernetesError` that passes.
    func read(_ id: CloudID, for namespace: String?) async throws -> CloudAccess {
        do {
            guard let key = id.secret else { return try own(id.cloud) }
            guard key.namespace == namespace || admittedNamespaces.contains(key.namespace ?? "") else {
                throw Failure(
                    description: "spec.cloudCredentialsRef: namespace \(key.namespace ?? "") is neither this object's nor admitted by the "
                        + "controller; put the Secret beside the object, or start the controller with --cloud-credentials-namespace")
            }
            guard let secret = try await client.getIfPresent(Secret.self, key.name, namespace: key.namespace) else {
                throw Failure(description: "spec.cloudCredentialsRef: there is no Secret \(key)")
            }
            guard let data = secret.data?[id.key], let text = String(validating: data.bytes, as: UTF8.self) else {
                throw Failure(description: "spec.cloudCredentialsRef: Secret \(key) has no text under the key \(id.key)")
            }
            let cloud = try CloudsFile(text, origin: "Secret \(key), \(id.key)").cloud(id.cloud)
            return CloudAccess(cloud: cloud, tls: try Self.tls(cloud, secret, key))
        } catch let error as CloudConfigurationError {
            throw Failure(description: error.message)
        } catch let error as KubernetesError where error.isForbidden {
            throw Failure(description: "spec.cloudCredentialsRef: \(error)")
        }
    }

    // A path in a tenant's clouds.yaml must not lead to this machine's files: it names a key of the same Secret.
    private static func tls(_ cloud: CloudConfiguration, _ secret: Secret, _ key: ObjectKey) throws -> TLSMaterial {
        func file(_ path: String?, _ setting: String) throws -> [UInt8]? {
            guard let path else { return nil }
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            guard let data = secret.data?[name] else {
                throw Failure(description: "Secret \(key): \(setting) \(path) of cloud \(cloud.name) needs a key \(name) in the Secret")
            }
            return data.bytes
        }
        return TLSMaterial(
            trustedAuthorities: try file(cloud.authoritiesPath, "cacert"), certificateChain: try file(cloud.certificatePath, "cert"),
            privateKey: try file(cloud.keyPath, "key"), verifiesServer: cloud.verifiesServers)
    }
}
