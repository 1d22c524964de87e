import Crypto

/// Digests as text.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// What stands in a status in place of a secret value.
    static func digest(_ secret: String) -> String {
        "sha256:" + text(SHA256.hash(data: Array(secret.utf8)))
    }
}
