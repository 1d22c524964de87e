/// Texts damaged in ways that networks and people find: bytes changed, removed, doubled, cut off, members repeated, numbers grown.
package struct Damage {
    private var random: SplitMix

    /// Makes damage that a seed determines.
    package init(seed: UInt64) { random = SplitMix(seed: seed) }

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }

    /// A text with one to four damages, or with none where it was empty or a damage found no place.
    package mutating func damaged(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0...below(3) where !bytes.isEmpty {
            let position = below(bytes.count)
            switch below(10) {
            case 0: bytes.remove(at: position)
            case 1: bytes[position] = UInt8(truncatingIfNeeded: random.next())
            case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
            case 3: bytes.removeSubrange(position...)
            case 4: bytes[position] ^= 1 << UInt8(below(8))
            case 5:
                let end = min(bytes.count, position + below(40))
                bytes.insert(contentsOf: bytes[position..<end], at: end)
            case 6: replace(one(of: Self.values), in: &bytes)
            case 7: repeatMember(in: &bytes)
            case 8:
                bytes.insert(
                    contentsOf: Array(one(of: [" ", "\n\t", "\\n", "\\u0041", "é", "\\ud83d\\ude00", "1", "-", "e9"]).utf8), at: position)
            default: bytes.insert(contentsOf: repeatElement(one(of: [0x5B, 0x7B, 0x20, 0x39]), count: below(700)), at: position)
            }
        }
        return bytes
    }

    private static let values = [
        "null", "true", "\"\"", "\"a\\u00e9\\n\"", "0", "-1", "1.0", "1e3", "0.5", "99999999999999999999", "1e400", "[]", "{}", "[null]",
        #"{"a":[{"b":1}]}"#, "nul", "\"", "[1,]", #"{"name":"x"}"#,
    ]

    private mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }

    // Puts another value where a scalar stands after a colon.
    private mutating func replace(_ value: String, in bytes: inout [UInt8]) {
        let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
        guard !colons.isEmpty else { return }
        let start = one(of: colons) + 1
        let end = bytes[start...].firstIndex { [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains($0) } ?? bytes.endIndex
        bytes.replaceSubrange(start..<end, with: Array(value.utf8))
    }

    // Writes a member a second time, sometimes with another value.
    private mutating func repeatMember(in bytes: inout [UInt8]) {
        let commas = bytes.indices.filter { bytes[$0] == UInt8(ascii: ",") }
        guard commas.count > 1 else { return }
        let index = below(commas.count - 1)
        var member = Array(bytes[commas[index]..<commas[index + 1]])
        if below(2) == 0 { replace(one(of: Self.values), in: &member) }
        bytes.insert(contentsOf: member, at: commas[index])
    }
}
