import HTTPTransport
import JSON
import KubernetesAPI

/// One call to the API as a value: what is built here needs neither a server nor a connection, and is tested as a table.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/>.
public struct KubernetesRequest: Sendable, Hashable, CustomStringConvertible {
    /// A name and a value of the query, not encoded.
    public struct QueryItem: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String

        /// Makes an item.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the call is about, for traces.
    public struct Subject: Sendable, Hashable {
        /// The kind.
        public var resource: ResourceType
        /// The namespace, if there is one.
        public var namespace: String?
        /// The name, if it is about one object.
        public var name: String?
        /// The subresource, `status` for instance.
        public var subresource: String?
    }

    /// The HTTP method.
    public var method: String
    /// The path below the server's URL, percent-encoded.
    public var path: String
    /// The query, in the order in which it is sent.
    public var query: [QueryItem]
    /// The media types that are understood.
    public var accept = "application/json"
    /// The media type of the body.
    public var contentType: String?
    /// The body; `nil` sends none.
    public var body: [UInt8]?
    /// What the call is about, where that is known.
    public var subject: Subject?

    /// Makes a request.
    public init(_ method: String, _ path: String, query: [QueryItem] = [], contentType: String? = nil, body: [UInt8]? = nil) {
        self.method = method
        self.path = path
        self.query = query
        self.contentType = contentType
        self.body = body
    }

    init(
        _ method: String, _ resource: ResourceType, namespace: String?, name: String? = nil, subresource: String? = nil,
        query: [QueryItem] = [], contentType: String? = nil, body: [UInt8]? = nil
    ) {
        self.init(
            method, resource.path(namespace: namespace, name: name, subresource: subresource), query: query, contentType: contentType,
            body: body)
        self.subject = Subject(resource: resource, namespace: namespace, name: name, subresource: subresource)
    }

    /// Method and path: `GET /api/v1/namespaces/n/services/a`.
    public var description: String { "\(method) \(path)" }

    /// The path with its query, as the request line has it.
    public var target: String {
        query.isEmpty ? path : path + "?" + query.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
    }
}
