import JSON
import NIOConcurrencyHelpers

/// Keys of labels and annotations by number, for the whole process: a few hundred of them stand on many thousand objects.
///
/// Bounded, since anybody may make up keys: the first 4,096 of up to 128 bytes have numbers, and for good. Those that come later, and longer
/// ones, never have one. So a key is always kept in the same way, and equal maps have equal bytes.
final class KeyNumbers: Sendable {
    static let shared = KeyNumbers()
    static let longestKey = 128

    private struct State {
        var keys: [String] = []
        /// The numbers of the keys, where the bytes of each hash to; -1 for none. Open addressing.
        var slots: [Int16]
    }

    private let limit: Int
    private let state: NIOLockedValueBox<State>

    /// - Parameter limit: how many keys have numbers, at most; up to 16,384.
    init(limit: Int = 4096) {
        self.limit = limit
        var size = 16
        while size < limit * 2 { size *= 2 }
        state = NIOLockedValueBox(State(slots: Array(repeating: -1, count: size)))
    }

    /// The number of a key, which it is given where there is room.
    func number(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        guard key.count <= Self.longestKey else { return nil }
        let hash = Self.hash(key)
        return state.withLockedValue { state in
            let mask = state.slots.count - 1
            var slot = hash & mask
            while state.slots[slot] >= 0 {
                let number = Int(state.slots[slot])
                if state.keys[number].hasSameBytes(as: key) { return number }
                slot = (slot + 1) & mask
            }
            guard state.keys.count < limit else { return nil }
            state.slots[slot] = Int16(state.keys.count)
            state.keys.append(String(decoding: key, as: UTF8.self))
            return state.keys.count - 1
        }
    }

    /// The key of a number; empty if no key has it.
    func key(_ number: Int) -> String {
        state.withLockedValue { $0.keys.indices.contains(number) ? $0.keys[number] : "" }
    }

    // FNV-1a, 64 bits.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
    }
}
