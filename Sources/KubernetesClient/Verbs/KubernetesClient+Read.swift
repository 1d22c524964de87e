import JSON
import KubernetesAPI

extension KubernetesClient {
    /// Reads an object.
    ///
    /// - Throws: ``KubernetesError``; `isNotFound` when there is none.
    public func get<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil
    ) async throws -> Object {
        try await decoded(Object.resource.path(namespace: namespace, name: name), "GET")
    }

    /// Reads an object, or `nil` if there is none.
    ///
    /// - Throws: ``KubernetesError`` for any other failure.
    public func getIfPresent<Object: KubernetesObject>(
        _ type: Object.Type, _ name: String, namespace: String? = nil
    ) async throws -> Object? {
        do {
            return try await get(type, name, namespace: namespace)
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
        try await decoded(Object.resource.path(namespace: namespace), "GET", query: options.query)
    }

    /// Reads a whole collection page by page.
    ///
    /// - Throws: ``KubernetesError``; `isExpired` when the collection changed too much meanwhile: begin again.
    public func listAll<Object: KubernetesObject>(
        _ type: Object.Type = Object.self, namespace: String? = nil, options: ListOptions = ListOptions(), pageSize: Int = 500
    ) async throws -> (items: [Object], resourceVersion: String) {
        var items: [Object] = []
        var options = options
        options.limit = pageSize
        while true {
            let page = try await list(type, namespace: namespace, options: options)
            items += page.items
            guard let next = page.metadata.continue, !next.isEmpty else {
                return (items, page.metadata.resourceVersion ?? "")
            }
            options.continueToken = next
            // A continued list carries its version in the token; naming one as well is an error.
            options.resourceVersion = nil
            options.resourceVersionMatch = nil
        }
    }

    func decoded<Value: Decodable>(
        _ path: String, _ method: String, query: [(String, String)] = [], contentType: String? = nil, body: [UInt8]? = nil
    ) async throws -> Value {
        let bytes = try await call(method, path, query: query, contentType: contentType, body: body)
        do {
            return try JSONReader.decode(Value.self, from: bytes)
        } catch {
            throw KubernetesError.malformed("\(error)", call: "\(method) \(path)")
        }
    }
}
