import JSON
import KubernetesAPI

/// The objects of a kind that is known only at run time. The verbs are those of ``KubernetesClient``, the objects `UnstructuredObject`.
///
/// Because these hold all that the server sent, they may be replaced whole.
public struct DynamicResource: Sendable {
    /// The client that calls.
    public let client: KubernetesClient
    /// The kind.
    public let type: ResourceType

    /// Reads an object.
    ///
    /// - Throws: ``KubernetesError``; `isNotFound` when there is none.
    public func get(
        _ name: String, namespace: String? = nil, subresource: String? = nil, options: GetOptions = GetOptions()
    ) async throws -> UnstructuredObject {
        try await client.decoded(.get(type, name, namespace: namespace, subresource: subresource, options: options))
    }

    /// Reads an object, or `nil` if there is none.
    ///
    /// - Throws: ``KubernetesError`` for any other failure.
    public func getIfPresent(_ name: String, namespace: String? = nil) async throws -> UnstructuredObject? {
        do {
            return try await get(name, namespace: namespace)
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// Reads one page of a collection.
    ///
    /// - Throws: ``KubernetesError``.
    public func list(
        namespace: String? = nil, options: ListOptions = ListOptions()
    ) async throws -> KubernetesList<UnstructuredObject> {
        try await client.decoded(.list(type, namespace: namespace, options: options))
    }

    /// The pages of a collection, each requested when it is asked for.
    public func pages(
        namespace: String? = nil, options: ListOptions = ListOptions(), pageSize: Int = 500, expiry: ListExpiry = .fail
    ) -> PageSequence<UnstructuredObject> {
        PageSequence(client: client, resource: type, namespace: namespace, options: options, pageSize: pageSize, expiry: expiry)
    }

    /// Watches a collection.
    public func watch(
        namespace: String? = nil, options: ListOptions = ListOptions(), timeout: Duration? = nil
    ) -> WatchSequence<UnstructuredObject> {
        WatchSequence(client: client, request: .watch(type, namespace: namespace, options: options, timeout: timeout))
    }

    /// Creates an object.
    ///
    /// - Throws: ``KubernetesError``; `isAlreadyExists` when there is one of that name.
    @discardableResult
    public func create(_ object: UnstructuredObject, options: WriteOptions = WriteOptions()) async throws -> UnstructuredObject {
        try await client.written(
            .create(type, body(of: object), namespace: object.metadata.namespace, options: options), type, options)
    }

    /// Replaces an object whole.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when `metadata.resourceVersion` is no longer the current one.
    @discardableResult
    public func replace(
        _ object: UnstructuredObject, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> UnstructuredObject {
        let request = KubernetesRequest.replace(
            type, object.metadata.name, body(of: object), namespace: object.metadata.namespace, subresource: subresource, options: options)
        return try await client.written(request, type, options)
    }

    /// Changes parts of an object.
    ///
    /// - Throws: ``KubernetesError``.
    @discardableResult
    public func patch(
        _ name: String, namespace: String? = nil, subresource: String? = nil, with patch: Patch, options: WriteOptions = WriteOptions()
    ) async throws -> UnstructuredObject {
        let request = KubernetesRequest.patch(type, name, patch, namespace: namespace, subresource: subresource, options: options)
        return try await client.written(request, type, options)
    }

    /// Applies an object: the fields set in it become what `fieldManager` wants, the others stay as they are.
    ///
    /// - Throws: ``KubernetesError``; without force, `isConflict` when a field belongs to another manager and has another value.
    @discardableResult
    public func apply(
        _ object: UnstructuredObject, fieldManager: String, force: Bool = true, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws -> UnstructuredObject {
        let body = KubernetesClient.intent(body(of: object), subresource: subresource)
        return try await patch(
            object.metadata.name, namespace: object.metadata.namespace, subresource: subresource,
            with: .apply(body, fieldManager: fieldManager, force: force), options: options)
    }

    /// Applies an object without taking fields from other managers: which fields stand in the way is an answer, not an error.
    ///
    /// - Throws: ``KubernetesError`` for any other failure.
    public func applyUnlessConflicting(
        _ object: UnstructuredObject, fieldManager: String, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> ApplyOutcome<UnstructuredObject> {
        try await ApplyOutcome {
            try await apply(object, fieldManager: fieldManager, force: false, subresource: subresource, options: options)
        }
    }

    /// Deletes an object.
    ///
    /// - Throws: ``KubernetesError``; `isNotFound` when there is none, `isConflict` when a precondition does not hold.
    @discardableResult
    public func delete(
        _ name: String, namespace: String? = nil, options: DeleteOptions = DeleteOptions()
    ) async throws -> DeletionAnswer<UnstructuredObject> {
        try await client.deleted(.delete(type, name, namespace: namespace, options: options), type, options)
    }

    /// Deletes every object of a collection that the options select.
    ///
    /// - Throws: ``KubernetesError``.
    public func deleteCollection(
        namespace: String? = nil, selecting: ListOptions, options: DeleteOptions = DeleteOptions()
    ) async throws {
        _ = try await client.send(.deleteCollection(type, namespace: namespace, selecting: selecting, options: options))
    }

    /// Reads an object's scale.
    ///
    /// - Throws: ``KubernetesError``; `isNotFound` also when the kind has none.
    public func getScale(_ name: String, namespace: String? = nil) async throws -> Scale {
        try await client.decoded(.get(type, name, namespace: namespace, subresource: "scale"))
    }

    private func body(of object: UnstructuredObject) -> JSONValue {
        var body = object.content
        body["apiVersion"] = .string(type.apiVersion)
        body["kind"] = .string(type.kind)
        return body
    }
}

extension KubernetesClient {
    /// The objects of a kind that is known only at run time, as discovery or ``DiscoveryCache`` finds it.
    public func resource(_ type: ResourceType) -> DynamicResource { DynamicResource(client: self, type: type) }
}
