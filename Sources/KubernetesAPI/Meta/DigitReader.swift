/// Reads fixed-width numbers off a text; nothing traps on malformed input.
struct DigitReader {
    private var bytes: ArraySlice<UInt8>

    init(_ text: some Sequence<UInt8>) { bytes = Array(text)[...] }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func skip(_ expected: Unicode.Scalar) -> Bool {
        guard let first = bytes.first, first == UInt8(ascii: expected) else { return false }
        bytes.removeFirst()
        return true
    }

    mutating func digit() -> Int64? {
        guard let first = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        bytes.removeFirst()
        return Int64(first - UInt8(ascii: "0"))
    }

    mutating func number(_ width: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<width {
            guard let next = digit() else { return nil }
            value = value * 10 + next
        }
        return value
    }

    /// Decimals after the point, as microseconds; finer ones are dropped.
    mutating func fraction() -> (microseconds: Int64, isFraction: Bool)? {
        var value: Int64 = 0
        var unit: Int64 = 100_000
        guard let first = digit() else { return nil }
        value = first * unit
        while let next = digit() {
            unit /= 10
            value += next * unit
        }
        return (value, true)
    }

    /// `Z` or `+hh:mm`, in seconds east of Greenwich.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
