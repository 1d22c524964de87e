import JSON
import KubernetesAPI

/// The calls that ask something of the server rather than store something.
extension KubernetesClient {
    /// Gets a token of a ServiceAccount.
    ///
    /// - Throws: ``KubernetesError``.
    public func createToken(serviceAccount: String, namespace: String, request: TokenRequest.Spec) async throws -> TokenRequest.Status {
        let body: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": try JSONValue(encoding: request),
        ]
        let call = KubernetesRequest.create(
            ServiceAccount.resource, body, namespace: namespace, name: serviceAccount, subresource: "token")
        let answer: TokenRequest = try await decoded(call)
        guard let status = answer.status else { throw KubernetesError.malformed("it has no status", call: "\(call)") }
        return status
    }

    /// Asks whether the caller may do something.
    ///
    /// - Throws: ``KubernetesError``.
    public func review(_ access: SelfSubjectAccessReview.Spec) async throws -> SelfSubjectAccessReview.Status {
        let body: JSONValue = [
            "apiVersion": .string(SelfSubjectAccessReview.resource.apiVersion), "kind": "SelfSubjectAccessReview",
            "spec": try JSONValue(encoding: access),
        ]
        let call = KubernetesRequest.create(SelfSubjectAccessReview.resource, body)
        let answer: SelfSubjectAccessReview = try await decoded(call)
        guard let status = answer.status else { throw KubernetesError.malformed("it has no status", call: "\(call)") }
        return status
    }

    /// Asks that a Pod be moved away, as far as its PodDisruptionBudgets allow; 429 (`isTooManyRequests`) says that they do not now.
    ///
    /// See <https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/>.
    ///
    /// - Throws: ``KubernetesError``.
    public func evictPod(_ name: String, namespace: String, options: DeleteOptions = DeleteOptions()) async throws {
        let body: JSONValue = [
            "apiVersion": "policy/v1", "kind": "Eviction", "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "deleteOptions": try JSONValue(encoding: options),
        ]
        let pods = ResourceType(kind: "Pod", plural: "pods")
        _ = try await send(.create(pods, body, namespace: namespace, name: name, subresource: "eviction"))
    }

    /// Reads a subresource of any form.
    ///
    /// - Throws: ``KubernetesError``.
    public func getSubresource<Object: KubernetesObject, Value: Decodable>(
        _ subresource: String, of type: Object.Type, _ name: String, namespace: String? = nil, as form: Value.Type = Value.self
    ) async throws -> Value {
        try await decoded(.get(Object.resource, name, namespace: namespace, subresource: subresource))
    }

    /// Acts on a subresource that is written by `POST`.
    ///
    /// - Throws: ``KubernetesError``.
    public func createSubresource<Object: KubernetesObject, Value: Decodable>(
        _ subresource: String, of type: Object.Type, _ name: String, namespace: String? = nil, body: JSONValue,
        options: WriteOptions = WriteOptions(), as form: Value.Type = Value.self
    ) async throws -> Value {
        try await decoded(
            .create(Object.resource, body, namespace: namespace, name: name, subresource: subresource, options: options))
    }

    /// Which Kubernetes the server is.
    ///
    /// - Throws: ``KubernetesError``.
    public func serverVersion() async throws -> ServerVersion { try await decoded(KubernetesRequest("GET", "/version")) }
}
