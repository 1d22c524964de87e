/// A ConfigMap, of which the texts are read.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/>.
public struct ConfigMap: KubernetesObject, Hashable {
    public static let resource = ResourceType(kind: "ConfigMap", plural: "configmaps")
    public var metadata: ObjectMeta
    /// The texts.
    public var data: [String: String]?
    /// What is no text.
    public var binaryData: [String: Base64Data]?

    /// Makes a ConfigMap.
    public init(metadata: ObjectMeta, data: [String: String]? = nil, binaryData: [String: Base64Data]? = nil) {
        self.metadata = metadata
        self.data = data
        self.binaryData = binaryData
    }
}
