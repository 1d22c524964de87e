import KubernetesAPI

extension KubernetesClient {
    /// Reads an object.
    ///
    /// - Throws: ``KubernetesError``; `isNotFound` when there is none.
    public func get<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, options: GetOptions = GetOptions()
    ) async throws -> Object {
        try await decoded(.get(Object.resource, name, namespace: namespace, options: options))
    }

    /// Reads an object, or `nil` if there is none.
    ///
    /// - Throws: ``KubernetesError`` for any other failure.
    public func getIfPresent<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil, options: GetOptions = GetOptions()
    ) async throws -> Object? {
        do {
            return try await get(type, name, namespace: namespace, options: options)
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// Reads one page of a collection.
    ///
    /// - Parameter namespace: `nil` lists all namespaces.
    /// - Throws: ``KubernetesError``; `isExpired` when the token of the page is too old.
    public func list<Object: KubernetesObject>(
        _ type: Object.Type = Object.self, namespace: String? = nil, options: ListOptions = ListOptions()
    ) async throws -> KubernetesList<Object> {
        try await decoded(.list(Object.resource, namespace: namespace, options: options))
    }

    /// Reads a whole collection page by page.
    ///
    /// - Parameter expiry: what is done when the collection has changed so much meanwhile that the server has forgotten the version of the list.
    /// - Throws: ``KubernetesError``; `isExpired` when `expiry` is ``ListExpiry/fail``, or the list expires again and again.
    public func listAll<Object: KubernetesObject>(
        _ type: Object.Type = Object.self, namespace: String? = nil, options: ListOptions = ListOptions(), pageSize: Int = 500,
        expiry: ListExpiry = .fail
    ) async throws -> (items: [Object], resourceVersion: String) {
        var items: [Object] = []
        var version = ""
        for try await page in pages(type, namespace: namespace, options: options, pageSize: pageSize, expiry: expiry) {
            if page.beginsAnew { items.removeAll() }
            items += page.list.items
            version = page.list.metadata.resourceVersion ?? ""
        }
        return (items, version)
    }

    /// The pages of a collection, each requested when it is asked for.
    ///
    /// - Parameters:
    ///   - namespace: `nil` lists all namespaces.
    ///   - pageSize: how many objects a page holds at most.
    ///   - expiry: what is done when the server has forgotten the version of the list.
    public func pages<Object: KubernetesObject>(
        _ type: Object.Type = Object.self, namespace: String? = nil, options: ListOptions = ListOptions(), pageSize: Int = 500,
        expiry: ListExpiry = .fail
    ) -> PageSequence<Object> {
        PageSequence(
            client: self, resource: Object.resource, namespace: namespace, options: options, pageSize: pageSize, expiry: expiry)
    }

    /// Hands the pages of a collection to `body`, which sees the next page requested while it works on one.
    ///
    /// - Throws: ``KubernetesError``, and what `body` throws.
    public func withPages<Object: KubernetesObject, Value: Sendable>(
        _ type: Object.Type = Object.self, namespace: String? = nil, options: ListOptions = ListOptions(), pageSize: Int = 500,
        expiry: ListExpiry = .fail, _ body: @escaping @Sendable (PrefetchedPages<Object>) async throws -> Value
    ) async throws -> Value {
        try await pages(type, namespace: namespace, options: options, pageSize: pageSize, expiry: expiry).prefetched(body)
    }
}
