import JSON
import KubernetesAPI

extension KubernetesClient {
    /// Creates an object.
    ///
    /// - Throws: ``KubernetesError``; `isAlreadyExists` when there is one of that name.
    @discardableResult
    public func create<Object: KubernetesObject>(_ object: Object, options: WriteOptions = WriteOptions()) async throws -> Object {
        try await written(
            .create(Object.resource, Self.body(of: object), namespace: object.metadata.namespace, options: options), Object.resource,
            options)
    }

    /// Creates an object, or asks only what would come of it.
    ///
    /// - Throws: ``KubernetesError``; `isAlreadyExists` when there is one of that name.
    @discardableResult
    public func create<Object: KubernetesObject>(_ object: Object, dryRun: Bool) async throws -> Object {
        try await create(object, options: WriteOptions(dryRun: dryRun))
    }

    /// Replaces an object whole. Only for kinds whose Swift value holds every field that anybody writes, a Lease for instance;
    /// for others use ``patch(_:_:namespace:subresource:with:options:)``.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when `metadata.resourceVersion` is no longer the current one.
    @discardableResult
    public func replace<Object: KubernetesObject>(
        _ object: Object, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> Object {
        let request = KubernetesRequest.replace(
            Object.resource, object.metadata.name, try Self.body(of: object), namespace: object.metadata.namespace,
            subresource: subresource, options: options)
        return try await written(request, Object.resource, options)
    }

    /// Changes parts of an object.
    ///
    /// - Throws: ``KubernetesError``; for an apply without force, `isConflict` names the fields that others own among the causes.
    @discardableResult
    public func patch<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, subresource: String? = nil, with patch: Patch,
        options: WriteOptions = WriteOptions()
    ) async throws -> Object {
        let request = KubernetesRequest.patch(
            Object.resource, name, patch, namespace: namespace, subresource: subresource, options: options)
        return try await written(request, Object.resource, options)
    }

    /// Changes parts of an object, or asks only what would come of it.
    ///
    /// - Throws: ``KubernetesError``, as ``patch(_:_:namespace:subresource:with:options:)``.
    @discardableResult
    public func patch<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, subresource: String? = nil, with patch: Patch, dryRun: Bool
    ) async throws -> Object {
        try await self.patch(
            type, name, namespace: namespace, subresource: subresource, with: patch, options: WriteOptions(dryRun: dryRun))
    }

    /// Applies an object: the fields set in it become what `fieldManager` wants, the others stay as they are.
    ///
    /// - Throws: ``KubernetesError``; without force, `isConflict` when a field belongs to another manager and has another value.
    @discardableResult
    public func apply<Object: KubernetesObject>(
        _ object: Object, fieldManager: String, force: Bool = true, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> Object {
        let body = Self.intent(try Self.body(of: object), subresource: subresource)
        return try await patch(
            Object.self, object.metadata.name, namespace: object.metadata.namespace, subresource: subresource,
            with: .apply(body, fieldManager: fieldManager, force: force), options: options)
    }

    /// Applies an object without taking fields from other managers: which fields stand in the way is an answer, not an error.
    ///
    /// See <https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts>.
    ///
    /// - Throws: ``KubernetesError`` for any other failure.
    public func applyUnlessConflicting<Object: KubernetesObject>(
        _ object: Object, fieldManager: String, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> ApplyOutcome<Object> {
        try await ApplyOutcome {
            try await apply(object, fieldManager: fieldManager, force: false, subresource: subresource, options: options)
        }
    }

    /// Deletes an object.
    ///
    /// - Returns: the object, if the server sends it: as it was, or as it is until its finalizers are gone. Else the server's status.
    /// - Throws: ``KubernetesError``; `isNotFound` when there is none, `isConflict` when a precondition does not hold.
    @discardableResult
    public func delete<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, options: DeleteOptions = DeleteOptions()
    ) async throws -> DeletionAnswer<Object> {
        try await deleted(.delete(Object.resource, name, namespace: namespace, options: options), Object.resource, options)
    }

    /// Deletes every object of a collection that the options select.
    ///
    /// - Throws: ``KubernetesError``.
    public func deleteCollection<Object: KubernetesObject>(
        _ type: Object.Type, namespace: String? = nil, selecting: ListOptions, options: DeleteOptions = DeleteOptions()
    ) async throws {
        _ = try await send(.deleteCollection(Object.resource, namespace: namespace, selecting: selecting, options: options))
    }

    func written<Object: ObjectWithMetadata>(
        _ request: KubernetesRequest, _ resource: ResourceType, _ options: WriteOptions
    ) async throws -> Object {
        let object: Object = try await decoded(request)
        return options.dryRun ? object : Self.observe(object, resource)
    }

    // An object that stays until its finalizers are gone has been written to; one that is gone tells no version to wait for.
    func deleted<Object: ObjectWithMetadata>(
        _ request: KubernetesRequest, _ resource: ResourceType, _ options: DeleteOptions
    ) async throws -> DeletionAnswer<Object> {
        let answer: DeletionAnswer<Object> = try await decoded(request)
        if case .object(let object) = answer, !options.dryRun { _ = Self.observe(object, resource) }
        return answer
    }

    static func body(of object: some KubernetesObject) throws -> JSONValue {
        var body = try JSONValue(encoding: object)
        let resource = type(of: object).resource
        body["apiVersion"] = .string(resource.apiVersion)
        body["kind"] = .string(resource.kind)
        return body
    }

    /// An apply states intent; what only the server sets, or what would make it conditional, has no place in it.
    static func intent(_ object: JSONValue, subresource: String?) -> JSONValue {
        var body = object
        for key in ["resourceVersion", "uid", "creationTimestamp", "generation", "managedFields"] { body["metadata"]?[key] = nil }
        if subresource == nil { body["status"] = nil }
        return body
    }
}
