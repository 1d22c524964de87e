import JSON
import KubernetesAPI

extension KubernetesRequest {
    /// Reads an object or one of its subresources.
    public static func get(
        _ resource: ResourceType, _ name: String, namespace: String? = nil, subresource: String? = nil, options: GetOptions = GetOptions()
    ) -> KubernetesRequest {
        KubernetesRequest("GET", resource, namespace: namespace, name: name, subresource: subresource, query: options.query)
    }

    /// Reads a page of a collection.
    public static func list(
        _ resource: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions()
    ) -> KubernetesRequest {
        KubernetesRequest("GET", resource, namespace: namespace, query: options.queryItems)
    }

    /// Watches a collection.
    ///
    /// - Parameter timeout: after how long the server is asked to end the watch; whole seconds, at least one.
    public static func watch(
        _ resource: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions(), timeout: Duration? = nil
    ) -> KubernetesRequest {
        var query = options.queryItems + [QueryItem("watch", "true"), QueryItem("allowWatchBookmarks", "true")]
        if let timeout { query.append(QueryItem("timeoutSeconds", String(max(1, timeout.components.seconds)))) }
        return KubernetesRequest("GET", resource, namespace: namespace, query: query)
    }

    /// Creates an object, or acts on a subresource that is written by `POST`, such as `token` or `eviction`.
    public static func create(
        _ resource: ResourceType, _ body: JSONValue, namespace: String? = nil, name: String? = nil, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) -> KubernetesRequest {
        KubernetesRequest(
            "POST", resource, namespace: namespace, name: name, subresource: subresource, query: options.query,
            contentType: "application/json", body: body.serialized())
    }

    /// Replaces an object or one of its subresources.
    public static func replace(
        _ resource: ResourceType, _ name: String, _ body: JSONValue, namespace: String? = nil, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) -> KubernetesRequest {
        KubernetesRequest(
            "PUT", resource, namespace: namespace, name: name, subresource: subresource, query: options.query,
            contentType: "application/json", body: body.serialized())
    }

    /// Changes parts of an object or of one of its subresources.
    public static func patch(
        _ resource: ResourceType, _ name: String, _ patch: Patch, namespace: String? = nil, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) -> KubernetesRequest {
        var options = options
        // An apply has a manager of its own, and naming two is an error.
        if patch.fieldManager != nil { options.fieldManager = nil }
        return KubernetesRequest(
            "PATCH", resource, namespace: namespace, name: name, subresource: subresource, query: patch.queryItems + options.query,
            contentType: patch.contentType, body: patch.body.serialized())
    }

    /// Deletes an object.
    public static func delete(
        _ resource: ResourceType, _ name: String, namespace: String? = nil, options: DeleteOptions = DeleteOptions()
    ) -> KubernetesRequest {
        KubernetesRequest(
            "DELETE", resource, namespace: namespace, name: name, contentType: "application/json", body: options.body)
    }

    /// Deletes the objects of a collection that are selected.
    public static func deleteCollection(
        _ resource: ResourceType, namespace: String? = nil, selecting: ListOptions = ListOptions(), options: DeleteOptions = DeleteOptions()
    ) -> KubernetesRequest {
        KubernetesRequest(
            "DELETE", resource, namespace: namespace, query: selecting.queryItems, contentType: "application/json", body: options.body)
    }
}
