import KubernetesAPI

/// What to list or watch, and from when.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/>.
public struct ListOptions: Sendable, Hashable {
    /// Only objects with such labels, `app=a,tier!=b`.
    public var labelSelector: String?
    /// Only objects with such fields, `metadata.name=a`.
    public var fieldSelector: String?
    /// The version to list at or to watch from.
    public var resourceVersion: String?
    /// How many objects a page holds at most.
    public var limit: Int?
    /// The token of the next page.
    public var continueToken: String?

    /// Makes options.
    public init(
        labelSelector: String? = nil, fieldSelector: String? = nil, resourceVersion: String? = nil, limit: Int? = nil,
        continueToken: String? = nil
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.resourceVersion = resourceVersion
        self.limit = limit
        self.continueToken = continueToken
    }

    var query: [(String, String)] {
        var query: [(String, String)] = []
        if let labelSelector { query.append(("labelSelector", labelSelector)) }
        if let fieldSelector { query.append(("fieldSelector", fieldSelector)) }
        if let resourceVersion { query.append(("resourceVersion", resourceVersion)) }
        if let limit { query.append(("limit", String(limit))) }
        if let continueToken { query.append(("continue", continueToken)) }
        return query
    }
}
