/// Short names from long values, the same in every run (FNV-1a, 64 bits).
enum ShortHash {
    /// The alphabet of Kubernetes' own generated names: no vowels, no digits that look like letters.
    private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")

    /// A text of `length` characters that depends on all of `bytes`.
    static func text(_ bytes: some Sequence<UInt8>, length: Int) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // The last step of splitmix64: FNV alone leaves the high bits of similar texts alike.
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        var result = ""
        for _ in 0..<length {
            result.append(alphabet[Int(hash % UInt64(alphabet.count))])
            hash /= UInt64(alphabet.count)
        }
        return result
    }
}
