/// Finds the way to a value by its place in the text, so that nothing need be kept of it while reading goes well.
struct JSONPathFinder {
    private struct Level {
        var start: Int
        var isObject: Bool
        var key: JSONKey
    }

    private var scanner: JSONScanner
    private var levels: [Level] = []

    /// The path of the value that begins at an offset.
    static func path(in bytes: UnsafeBufferPointer<UInt8>, start: Int) -> String {
        find(in: bytes) { first, _ in first == start }
    }

    /// The path of the value that ends before an offset.
    static func path(in bytes: UnsafeBufferPointer<UInt8>, end: Int) -> String {
        find(in: bytes) { _, last in last == end }
    }

    private static func find(in bytes: UnsafeBufferPointer<UInt8>, _ isWanted: (Int, Int?) -> Bool) -> String {
        var finder = JSONPathFinder(scanner: JSONScanner(bytes))
        return (try? finder.run(isWanted)) ?? ""
    }

    /// Throws where the text stops being JSON.
    private mutating func run(_ isWanted: (Int, Int?) -> Bool) throws(JSONError) -> String? {
        scanner.skipSpace()
        while true {
            let start = scanner.position
            if isWanted(start, nil) { return rendered }
            switch scanner.current {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = scanner.current == UInt8(ascii: "{")
                scanner.position += 1
                scanner.skipSpace()
                levels.append(Level(start: start, isObject: isObject, key: JSONKey(intValue: 0)))
                if scanner.current == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { break }
                if isObject { try name() }
                continue
            default:
                try scanner.skipValue(levels: JSONReader.depthLimit)
                if isWanted(start, scanner.position) { return rendered }
            }
            while let level = levels.last {
                scanner.skipSpace()
                if scanner.current == UInt8(ascii: ",") {
                    scanner.position += 1
                    scanner.skipSpace()
                    if level.isObject {
                        try name()
                    } else {
                        levels[levels.count - 1].key = JSONKey(intValue: (level.key.intValue ?? 0) + 1)
                    }
                    break
                }
                guard scanner.current == (level.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw scanner.noSeparator(isObject: level.isObject)
                }
                scanner.position += 1
                levels.removeLast()
                if isWanted(level.start, scanner.position) { return rendered }
            }
            if levels.isEmpty { return nil }
        }
    }

    private mutating func name() throws(JSONError) {
        let text = try scanner.name()
        levels[levels.count - 1].key = JSONKey(stringValue: JSONText.unescape(scanner.bytes[text.start..<text.end]))
    }

    private var rendered: String { JSONError.render(levels.map(\.key)) }
}
