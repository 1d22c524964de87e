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

    var queryItems: [KubernetesRequest.QueryItem] {
        let items: [(String, String?)] = [
            ("labelSelector", labelSelector), ("fieldSelector", fieldSelector), ("resourceVersion", resourceVersion),
            ("resourceVersionMatch", resourceVersionMatch?.rawValue),
            ("sendInitialEvents", sendInitialEvents.map { $0 ? "true" : "false" }), ("limit", limit.map(String.init)),
            ("continue", continueToken),
        ]
        return items.compactMap { name, value in value.map { KubernetesRequest.QueryItem(name, $0) } }
    }
}
