import JSON
import KubernetesAPI

/// The subresource `scale`: the number of replicas of any kind that has one, in one form for all.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/autoscaling-resources/scale-v1/>.
extension KubernetesClient {
    /// Reads an object's scale.
    ///
    /// - Throws: ``KubernetesError``; `isNotFound` also when the kind has none.
    public func getScale<Object: KubernetesObject>(of type: Object.Type, _ name: String, namespace: String? = nil) async throws -> Scale {
        try await decoded(.get(Object.resource, name, namespace: namespace, subresource: "scale"))
    }

    /// Replaces an object's scale.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when the scale's `resourceVersion` is no longer the object's.
    @discardableResult
    public func replaceScale<Object: KubernetesObject>(
        of type: Object.Type, with scale: Scale, options: WriteOptions = WriteOptions()
    ) async throws -> Scale {
        var body = try JSONValue(encoding: scale)
        body["apiVersion"] = "autoscaling/v1"
        body["kind"] = "Scale"
        let request = KubernetesRequest.replace(
            Object.resource, scale.metadata.name, body, namespace: scale.metadata.namespace, subresource: "scale", options: options)
        return try await written(request, Object.resource, options)
    }

    /// Changes parts of an object's scale.
    ///
    /// - Throws: ``KubernetesError``.
    @discardableResult
    public func patchScale<Object: KubernetesObject>(
        of type: Object.Type, _ name: String, namespace: String? = nil, with patch: Patch, options: WriteOptions = WriteOptions()
    ) async throws -> Scale {
        let request = KubernetesRequest.patch(
            Object.resource, name, patch, namespace: namespace, subresource: "scale", options: options)
        return try await written(request, Object.resource, options)
    }

    /// Sets the number of replicas.
    ///
    /// - Throws: ``KubernetesError``.
    @discardableResult
    public func scale<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, to replicas: Int, options: WriteOptions = WriteOptions()
    ) async throws -> Scale {
        let patch = Patch.merge(["spec": ["replicas": .integer(Int64(replicas))]])
        return try await patchScale(of: type, name, namespace: namespace, with: patch, options: options)
    }
}
