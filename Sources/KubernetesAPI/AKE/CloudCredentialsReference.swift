/// A Secret that holds a [clouds.yaml](https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html).
public struct CloudCredentialsReference: Codable, Sendable, Hashable {
    /// The Secret's name.
    public var name: String
    /// Its namespace; nil for the object's own. Another one must be admitted by the controller.
    public var namespace: String?
    /// The key in its `data`; nil for `clouds.yaml`.
    public var key: String?

    /// Makes a reference.
    public init(name: String, namespace: String? = nil, key: String? = nil) {
        self.name = name
        self.namespace = namespace
        self.key = key
    }
}
