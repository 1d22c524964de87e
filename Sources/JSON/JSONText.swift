/// What both the tokenizer and the tape know about bytes.
enum JSONText {
    /// Length of the UTF-8 sequence at an offset; 0 if there is no valid one (RFC 3629: no overlong form, no surrogate).
    static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        let first = bytes[offset]
        func continues(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            offset + distance < bytes.count && range.contains(bytes[offset + distance])
        }
        switch first {
        case 0..<0x80: return 1
        case 0xC2...0xDF: return continues(1) ? 2 : 0
        case 0xE0...0xEF:
            let second: ClosedRange<UInt8> = first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF
            return continues(1, second) && continues(2) ? 3 : 0
        case 0xF0...0xF4:
            let second: ClosedRange<UInt8> = first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF
            return continues(1, second) && continues(2) && continues(3) ? 4 : 0
        default: return 0
        }
    }

    /// Four hexadecimal digits.
    static func hexadecimal(_ bytes: some RandomAccessCollection<UInt8>, at offset: Int) -> UInt16? {
        guard offset + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes.dropFirst(offset).prefix(4) {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// The character that a one-letter escape stands for.
    static func unescaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The content of a string with its escapes resolved; the tokenizer has checked it.
    static func unescape(_ content: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var rest = Array(content)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
                result.append(byte)
                continue
            }
            if let plain = unescaped(letter) {
                result.append(plain)
            } else if let unit = hexadecimal(rest, at: 0) {
                rest = rest.dropFirst(4)
                var scalar = UInt32(unit)
                if unit & 0xFC00 == 0xD800, let low = hexadecimal(rest, at: 2) {
                    rest = rest.dropFirst(6)
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(low & 0x3FF)
                }
                result.append(contentsOf: Array(String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Line and column, both from 1, of an offset.
    static func place(_ bytes: UnsafeBufferPointer<UInt8>, offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return (line, column)
    }
}
