/// A JSON text with its tokens: what the decoder walks over without building values.
final class JSONTape: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]

    init(_ bytes: [UInt8], depthLimit: Int) throws(JSONError) {
        tokens = try JSONTokenizer.tokens(bytes, depthLimit: depthLimit)
        self.bytes = bytes
    }

    /// Index of the token after the value at `index`.
    func after(_ index: Int) -> Int { Int(tokens[index].next) }

    func slice(_ index: Int) -> ArraySlice<UInt8> {
        let token = tokens[index]
        return bytes[Int(token.start)..<Int(token.end)]
    }

    /// The string at `index`; meaningful for strings, member names and numbers.
    func string(at index: Int) -> String {
        let content = slice(index)
        return tokens[index].kind == .escapedString ? JSONText.unescape(content) : String(decoding: content, as: UTF8.self)
    }

    /// Whether the member name at `index` is `name`.
    func name(at index: Int, is name: String) -> Bool {
        if tokens[index].kind == .escapedString { return string(at: index) == name }
        let token = tokens[index]
        let start = Int(token.start)
        let count = Int(token.end) - start
        guard name.utf8.count == count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            name.utf8.withContiguousStorageIfAvailable { name in
                for offset in 0..<count where bytes[start + offset] != name[offset] { return false }
                return true
            } ?? bytes[start..<start + count].elementsEqual(name.utf8)
        }
    }

    /// Indices of the elements of an array, or of the member names of an object (the value is the token after its name).
    func children(of container: Int) -> [Int] {
        let token = tokens[container]
        var result: [Int] = []
        result.reserveCapacity(Int(token.count))
        var index = container + 1
        while index < Int(token.next) {
            result.append(index)
            index = after(token.kind == .object ? index + 1 : index)
        }
        return result
    }

    func value(at index: Int) -> JSONValue {
        switch tokens[index].kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .integer: return integer(at: index, as: Int64.self).map(JSONValue.integer) ?? .double(double(at: index))
        case .number: return .double(double(at: index))
        case .string, .escapedString: return .string(string(at: index))
        case .array: return .array(children(of: index).map(value(at:)))
        case .object:
            var members = [String: JSONValue](minimumCapacity: Int(tokens[index].count))
            for name in children(of: index) { members[string(at: name)] = value(at: name + 1) }
            return .object(members)
        }
    }

    /// The number as an integer; `nil` when it is not whole or does not fit.
    func integer<T: FixedWidthInteger>(at index: Int, as type: T.Type) -> T? {
        if tokens[index].kind == .number { return T(exactly: double(at: index)) }
        return T(string(at: index), radix: 10)
    }

    /// The number as a floating point number; the tokenizer has checked that it is one and finite.
    func double(at index: Int) -> Double {
        Double(string(at: index)) ?? 0
    }

    /// The way from the root to a token, found by walking down: nothing is kept while decoding goes well.
    func path(to target: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var index = 0
        while index != target, tokens.indices.contains(index), index < target, target < after(index) {
            let isObject = tokens[index].kind == .object
            let children = children(of: index)
            guard let position = children.lastIndex(where: { $0 <= target }) else { break }
            path.append(isObject ? JSONKey(stringValue: string(at: children[position])) : JSONKey(intValue: position))
            index = isObject ? children[position] + 1 : children[position]
        }
        return path
    }
}
