/// Strings that came up lately, so that equal ones share their bytes: namespaces, nodes, zones, label keys.
///
/// Bounded: a slot holds one string of 16 to 128 bytes, and the next one that falls on it takes its place. Shorter strings need no
/// memory of their own, longer ones seldom repeat.
public struct JSONStringPool: Sendable {
    private static var slotCount: Int { 1024 }
    private var slots: [String] = []

    /// Makes an empty pool.
    public init() {}

    /// The string of these bytes, which are UTF-8.
    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.count > 15, bytes.count <= 128 else { return String(decoding: bytes, as: UTF8.self) }
        if slots.isEmpty { slots = Array(repeating: "", count: Self.slotCount) }
        let slot = Self.hash(bytes) & (Self.slotCount - 1)
        if slots[slot].hasSameBytes(as: bytes) { return slots[slot] }
        let string = String(decoding: bytes, as: UTF8.self)
        slots[slot] = string
        return string
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        var hash = UInt64(truncatingIfNeeded: bytes.count)
        var offset = 0
        while bytes.count - offset >= 8 {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            offset += 8
        }
        while offset < bytes.count {
            hash = (hash ^ UInt64(bytes[offset])) &* 0x0000_0100_0000_01B3
            offset += 1
        }
        hash ^= hash >> 32
        return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF)
    }
}
