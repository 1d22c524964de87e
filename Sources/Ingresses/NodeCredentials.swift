import KubernetesAPI
import KubernetesClient

/// Makes the credential that stands in the nodes' user-data.
struct NodeCredentials: Sendable {
    /// An hour, in seconds: what a node needs to boot and to ask for its next token itself.
    static let tokenLifetime = 3600

    let client: KubernetesClient
    let kubeconfig: NodeKubeconfig
    let keeper: AccessKeeper

    /// Gets a new token and puts a kubeconfig with it into the stack's Secret.
    ///
    /// - Throws: ``IngressProblem`` when the Secret is somebody else's.
    func renew(_ names: IngressNames) async throws {
        let token = try await client.createToken(
            serviceAccount: names.shared, namespace: names.namespace, request: .init(expirationSeconds: Self.tokenLifetime))
        var metadata = names.metadata()
        metadata.annotations[IngressNames.expiryAnnotation] = token.expirationTimestamp.description
        let bytes = try kubeconfig.bytes(token: token.token, namespace: names.namespace)
        try await keeper.write(
            Secret(metadata: metadata, type: "Opaque", data: [IngressNames.kubeconfigKey: Base64Data(bytes)]), names)
    }
}
