/// How an object is read.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list>.
public struct GetOptions: Sendable, Hashable {
    /// The version that the answer has to be at least as new as; `0` lets the server answer from its cache, `nil` asks for the newest.
    public var resourceVersion: String?

    /// Makes options.
    public init(resourceVersion: String? = nil) { self.resourceVersion = resourceVersion }

    var query: [KubernetesRequest.QueryItem] {
        resourceVersion.map { [KubernetesRequest.QueryItem("resourceVersion", $0)] } ?? []
    }
}
