/// A Secret. It has no description on purpose: its values are never to be printed.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/>.
public struct Secret: KubernetesObject, Hashable, CustomStringConvertible {
    public static let resource = ResourceType(kind: "Secret", plural: "secrets")
    public var metadata: ObjectMeta
    /// `Opaque`, `kubernetes.io/tls`, ...
    public var type: String?
    /// The values.
    public var data: [String: Base64Data]?

    /// Makes a Secret.
    public init(metadata: ObjectMeta, type: String? = nil, data: [String: Base64Data]? = nil) {
        self.metadata = metadata
        self.type = type
        self.data = data
    }

    public var description: String { "Secret \(key)" }
}
