#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An IPv4 or IPv6 address that has been checked.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    let description: String
    let isIPv6: Bool
    /// The address itself, 4 or 16 bytes.
    let bytes: [UInt8]

    /// `nil` unless `text` is an address.
    init?(_ text: String) {
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 {
            isIPv6 = false
            bytes = Array(buffer.prefix(4))
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            isIPv6 = true
            bytes = buffer
        } else {
            return nil
        }
        description = text
    }
}
