extension JSONPullReader {
    /// Reads the value that is next as any `Decodable`: in place when it is ``JSONProjectable``, else over a tape of its bytes alone.
    ///
    /// What the first way refuses is read again in the second, whose word counts, as in ``JSONReader``.
    ///
    /// - Throws: ``JSONError``.
    public mutating func decode<T: Decodable>(_ type: T.Type = T.self) throws(JSONError) -> T {
        let start = mark()
        do throws(JSONError) {
            if let value = try readInPlace(type) { return value }
        } catch  where error.code == .malformed {
            throw error
        } catch {}
        go(to: start)
        return try decodeByTape(type)
    }

    /// Reads the value that is next as any `Decodable`, or `nil` for `null`.
    public mutating func decodeIfPresent<T: Decodable>(_ type: T.Type = T.self) throws(JSONError) -> T? {
        try takeNull() ? nil : try decode(type)
    }

    /// Reads the value that is next in place, or returns `nil` and takes nothing when the type does not know how.
    package mutating func readInPlace<T>(_ type: T.Type) throws(JSONError) -> T? {
        guard let projectable = type as? any JSONProjectable.Type else { return nil }
        return try read(projectable) as? T
    }

    /// Reads the value that is next through `init(from:)`.
    package mutating func decodeByTape<T: Decodable>(_ type: T.Type = T.self) throws(JSONError) -> T {
        let levels = levelsLeft
        let start = scanner.position
        try skip()
        let tape = try JSONTape(Array(scanner.bytes[start..<scanner.position]), depthLimit: levels)
        do {
            return try TapeDecoder(tape: tape, index: 0).decode(type)
        } catch {
            var inner = JSONError(decoding: error)
            let outer = JSONPathFinder.path(in: scanner.bytes, start: start)
            inner.path = outer + (inner.path.isEmpty || inner.path.hasPrefix("[") || outer.isEmpty ? "" : ".") + inner.path
            throw inner
        }
    }
}
