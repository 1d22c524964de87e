import JSON
import KubernetesAPI

/// The subresource `status`, which a controller writes and its user does not.
///
/// See <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#status-subresource>.
extension KubernetesClient {
    /// Replaces an object's status; what else is in the object is ignored.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when `metadata.resourceVersion` is no longer the current one.
    @discardableResult
    public func replaceStatus<Object: KubernetesObject>(_ object: Object, options: WriteOptions = WriteOptions()) async throws -> Object {
        try await replace(object, subresource: "status", options: options)
    }

    /// Changes parts of an object's status.
    ///
    /// - Throws: ``KubernetesError``.
    @discardableResult
    public func patchStatus<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, with patch: Patch, options: WriteOptions = WriteOptions()
    ) async throws -> Object {
        try await self.patch(type, name, namespace: namespace, subresource: "status", with: patch, options: options)
    }

    /// Applies an object's status; its spec is left out of what is sent.
    ///
    /// - Throws: ``KubernetesError``.
    @discardableResult
    public func applyStatus<Object: KubernetesObject>(
        _ object: Object, fieldManager: String, force: Bool = true, options: WriteOptions = WriteOptions()
    ) async throws -> Object {
        var body = Self.intent(try Self.body(of: object), subresource: "status")
        body["spec"] = nil
        return try await patchStatus(
            Object.self, object.metadata.name, namespace: object.metadata.namespace,
            with: .apply(body, fieldManager: fieldManager, force: force), options: options)
    }
}
