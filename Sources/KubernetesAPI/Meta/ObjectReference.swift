/// Points at an object, for Events and the like.
public struct ObjectReference: Codable, Sendable, Hashable {
    /// The object's API version.
    public var apiVersion: String?
    /// The object's kind.
    public var kind: String?
    /// The object's name.
    public var name: String?
    /// The object's namespace, if its kind has one.
    public var namespace: String?
    /// The object's UID.
    public var uid: String?
    /// The version of the object that is meant.
    public var resourceVersion: String?

    /// Makes a reference.
    public init(
        apiVersion: String? = nil, kind: String? = nil, name: String? = nil, namespace: String? = nil, uid: String? = nil,
        resourceVersion: String? = nil
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}
