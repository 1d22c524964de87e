/// A template parameter whose value stands in a Secret of the HeatStack's namespace.
public struct HeatStackParameterSource: Codable, Sendable, Hashable {
    /// A key of a Secret.
    public struct SecretKeyReference: Codable, Sendable, Hashable {
        /// The Secret's name.
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
    /// Where its value stands.
    public var secretKeyRef: SecretKeyReference

    /// Makes a source.
    public init(name: String, secretKeyRef: SecretKeyReference) {
        self.name = name
        self.secretKeyRef = secretKeyRef
    }
}
