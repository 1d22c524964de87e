/// A template parameter whose value stands in a Secret or a ConfigMap of the HeatStack's namespace.
public struct HeatStackParameterSource: Codable, Sendable, Hashable {
    /// A key of a Secret or a ConfigMap.
    public struct KeyReference: Codable, Sendable, Hashable {
        /// The object's name.
        public var name: String
        /// The key in its `data`.
        public var key: String

        /// Makes a reference.
        public init(name: String, key: String) {
            self.name = name
            self.key = key
        }
    }

    /// The template parameter's name.
    public var name: String
    /// The Secret's key with the value.
    public var secretKeyRef: KeyReference?
    /// The ConfigMap's key with the value; it counts where no Secret is named.
    public var configMapKeyRef: KeyReference?

    /// Makes a source.
    public init(name: String, secretKeyRef: KeyReference? = nil, configMapKeyRef: KeyReference? = nil) {
        self.name = name
        self.secretKeyRef = secretKeyRef
        self.configMapKeyRef = configMapKeyRef
    }
}
