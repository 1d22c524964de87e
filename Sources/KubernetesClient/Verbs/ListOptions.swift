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
    /// How ``resourceVersion`` is meant; only together with it.
    public var resourceVersionMatch: ResourceVersionMatch?
    /// Whether a watch begins with the present state as synthetic events, marked at their end by a bookmark (KEP-3157). The server wants
    /// ``resourceVersionMatch`` to be ``ResourceVersionMatch/notOlderThan`` then. Only watches heed it.
    public var sendInitialEvents: Bool?
    /// How many objects a page holds at most.
    public var limit: Int?
    /// The token of the next page.
    public var continueToken: String?

    /// Makes options.
    public init(
        labelSelector: String? = nil, fieldSelector: String? = nil, resourceVersion: String? = nil,
        resourceVersionMatch: ResourceVersionMatch? = nil, sendInitialEvents: Bool? = nil, limit: Int? = nil, continueToken: String? = nil
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.resourceVersion = resourceVersion
        self.resourceVersionMatch = resourceVersionMatch
        self.sendInitialEvents = sendInitialEvents
        self.limit = limit
        self.continueToken = continueToken
    }

    /// These options, for objects only that the selector matches.
    public func selecting(labels selector: LabelSelector) -> ListOptions {
        var options = self
        options.labelSelector = selector.text.isEmpty ? nil : selector.text
        return options
    }

    /// These options, for objects only that the selector matches.
    public func selecting(fields selector: FieldSelector) -> ListOptions {
        var options = self
        options.fieldSelector = selector.text.isEmpty ? nil : selector.text
        return options
    }

    var query: [(String, String)] {
        var query: [(String, String)] = []
        if let labelSelector { query.append(("labelSelector", labelSelector)) }
        if let fieldSelector { query.append(("fieldSelector", fieldSelector)) }
        if let resourceVersion { query.append(("resourceVersion", resourceVersion)) }
        if let resourceVersionMatch { query.append(("resourceVersionMatch", resourceVersionMatch.rawValue)) }
        if let sendInitialEvents { query.append(("sendInitialEvents", sendInitialEvents ? "true" : "false")) }
        if let limit { query.append(("limit", String(limit))) }
        if let continueToken { query.append(("continue", continueToken)) }
        return query
    }
}
