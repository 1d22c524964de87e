import JSON
import KubernetesAPI

extension KubernetesClient {
    /// Creates an object.
    ///
    /// - Throws: ``KubernetesError``; `isAlreadyExists` when there is one of that name.
    @discardableResult
    public func create<Object: KubernetesObject>(_ object: Object, dryRun: Bool = false) async throws -> Object {
        let created: Object = try await decoded(
            Object.resource.path(namespace: object.metadata.namespace), "POST", query: dryRun ? [("dryRun", "All")] : [],
            contentType: "application/json", body: Self.body(of: object).serialized())
        return dryRun ? created : Self.observe(created)
    }

    /// Replaces an object whole. Only for kinds whose Swift value holds every field that anybody writes, a Lease for instance;
    /// for others use ``patch(_:_:namespace:subresource:with:dryRun:)``.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when `metadata.resourceVersion` is no longer the current one.
    @discardableResult
    public func replace<Object: KubernetesObject>(_ object: Object, subresource: String? = nil) async throws -> Object {
        Self.observe(
            try await decoded(
                Object.resource.path(namespace: object.metadata.namespace, name: object.metadata.name, subresource: subresource), "PUT",
                contentType: "application/json", body: Self.body(of: object).serialized()))
    }

    /// Changes parts of an object.
    ///
    /// - Throws: ``KubernetesError``; for an apply without force, `isConflict` names the fields that others own among the causes.
    @discardableResult
    public func patch<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, subresource: String? = nil, with patch: Patch,
        dryRun: Bool = false
    ) async throws -> Object {
        let patched: Object = try await decoded(
            Object.resource.path(namespace: namespace, name: name, subresource: subresource), "PATCH",
            query: patch.query + (dryRun ? [("dryRun", "All")] : []), contentType: patch.contentType, body: patch.body.serialized())
        return dryRun ? patched : Self.observe(patched)
    }

    /// Applies an object: the fields set in it become what `fieldManager` wants, the others stay as they are.
    ///
    /// - Throws: ``KubernetesError``.
    @discardableResult
    public func apply<Object: KubernetesObject>(
        _ object: Object, fieldManager: String, force: Bool = true, subresource: String? = nil
    ) async throws -> Object {
        var body = try Self.body(of: object)
        // An apply states intent; what only the server sets, or what would make it conditional, has no place in it.
        for key in ["resourceVersion", "uid", "creationTimestamp", "generation"] { body["metadata"]?[key] = nil }
        if subresource == nil { body["status"] = nil }
        return try await patch(
            Object.self, object.metadata.name, namespace: object.metadata.namespace, subresource: subresource,
            with: .apply(body, fieldManager: fieldManager, force: force))
    }

    /// Deletes an object.
    ///
    /// - Throws: ``KubernetesError``; `isNotFound` when there is none, `isConflict` when a precondition does not hold.
    public func delete<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, options: DeleteOptions = DeleteOptions()
    ) async throws {
        _ = try await call(
            "DELETE", Object.resource.path(namespace: namespace, name: name), contentType: "application/json",
            body: JSONWriter.encode(options))
    }

    /// Deletes every object of a collection that the options select.
    ///
    /// - Throws: ``KubernetesError``.
    public func deleteCollection<Object: KubernetesObject>(
        _ type: Object.Type, namespace: String? = nil, selecting options: ListOptions
    ) async throws {
        _ = try await call("DELETE", Object.resource.path(namespace: namespace), query: options.query)
    }

    /// Gets a token of a ServiceAccount.
    ///
    /// - Throws: ``KubernetesError``.
    public func createToken(serviceAccount: String, namespace: String, request: TokenRequest.Spec) async throws -> TokenRequest.Status {
        let body: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": try JSONValue(encoding: request),
        ]
        let path = ServiceAccount.resource.path(namespace: namespace, name: serviceAccount, subresource: "token")
        let answer: TokenRequest = try await decoded(path, "POST", contentType: "application/json", body: body.serialized())
        guard let status = answer.status else {
            throw KubernetesError.malformed("it has no status", call: "POST \(path)")
        }
        return status
    }

    static func body(of object: some KubernetesObject) throws -> JSONValue {
        var body = try JSONValue(encoding: object)
        let resource = type(of: object).resource
        body["apiVersion"] = .string(resource.apiVersion)
        body["kind"] = .string(resource.kind)
        return body
    }
}
