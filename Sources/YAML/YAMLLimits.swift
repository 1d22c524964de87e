/// How much a YAML text may ask of its reader.
public struct YAMLLimits: Sendable, Hashable {
    /// Longest text, in bytes.
    public var bytes: Int
    /// How much aliases may add to what is written out, in values and bytes of text together: the end of alias bombs.
    public var aliasExpansion: Int

    /// Limits; the defaults are 8 MiB and 1 MiB.
    public init(bytes: Int = 8 << 20, aliasExpansion: Int = 1 << 20) {
        self.bytes = bytes
        self.aliasExpansion = aliasExpansion
    }
}
