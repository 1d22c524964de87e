import JSON
import KubernetesAPI
import KubernetesClient

/// The kubeconfig with which a node sees the cluster. It is written as JSON, which is YAML too: kubectl reads it, and a node needs no YAML reader.
public struct NodeKubeconfig: Sendable {
    /// The API server's URL as the nodes reach it.
    public var server: String
    /// The authority that they trust, PEM.
    public var certificateAuthority: [UInt8]?

    /// Makes the part that is the same for all nodes.
    public init(server: String, certificateAuthority: [UInt8]?) {
        self.server = server
        self.certificateAuthority = certificateAuthority
    }

    /// The file's bytes.
    public func bytes(token: String, namespace: String) throws -> [UInt8] {
        let kubeconfig = Kubeconfig(
            currentContext: "ake",
            clusters: [
                .init(
                    name: "ake",
                    value: Kubeconfig.Cluster(
                        server: server, certificateAuthorityData: certificateAuthority.map { Base64Data($0) }))
            ],
            users: [.init(name: "ake-node", value: Kubeconfig.User(token: token))],
            contexts: [.init(name: "ake", value: Kubeconfig.Context(cluster: "ake", user: "ake-node", namespace: namespace))])
        return try JSONWriter.encode(kubeconfig)
    }
}
