import JSON

/// A call to an OpenStack service, built without any I/O: who carries it out finds the service's endpoint in the catalog and adds the token.
public struct OpenStackRequest: Sendable, Hashable {
    /// HTTP's verbs as the OpenStack APIs use them.
    public enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// One `name=value` of the query, not yet percent-encoded.
    public struct QueryItem: Sendable, Hashable {
        /// The parameter's name.
        public var name: String
        /// Its value.
        public var value: String

        /// Makes an item of both halves.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The service that answers the call.
    public var service: ServiceType
    /// The verb.
    public var method: Method
    /// The path segments below the service's endpoint, not yet percent-encoded.
    public var path: [String]
    /// The query's parameters, in order; a name may occur more than once.
    public var query: [QueryItem]
    /// The JSON body, if any.
    public var body: JSONValue?
    /// Whether sending the call twice has the effect of sending it once; only such a call is repeated after a failure of unknown outcome.
    public var isIdempotent: Bool

    /// Makes a request; without `isIdempotent` every verb but POST and PATCH is taken to be repeatable.
    public init(
        _ service: ServiceType, _ method: Method, path: [String], query: [QueryItem] = [], body: JSONValue? = nil,
        isIdempotent: Bool? = nil
    ) {
        self.service = service
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.isIdempotent = isIdempotent ?? (method != .post && method != .patch)
    }

    /// The request's full URL below `endpoint`, percent-encoded.
    public func url(endpoint: String) -> String {
        var url = endpoint
        while url.hasSuffix("/") { url.removeLast() }
        // Some clouds register Designate with its version, some without.
        let isVersioned = service == .dns && path.first.map { url.hasSuffix("/" + $0) } ?? false
        for segment in path.dropFirst(isVersioned ? 1 : 0) {
            url += "/" + PercentEncoding.encode(segment)
        }
        if !query.isEmpty {
            url += "?" + query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
        }
        return url
    }
}
