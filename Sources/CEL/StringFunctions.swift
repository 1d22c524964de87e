/// Sizes, and what can be asked of and made from strings: the standard's, and the extension that Kubernetes has. Places and lengths are in
/// Unicode scalars.
/// <https://github.com/google/cel-spec/blob/master/doc/extensions/strings.md>
enum StringFunctions {
    static let all: [Function] = [sizes, questions, cuts, changes].flatMap { $0 }

    private static let sizes: [Function] = [true, false].flatMap { isMethod -> [Function] in
        let types: [CELType] = [.string, .bytes, .anyList, .anyMap]
        return types.map { type in
            Function(name: "size", isMethod: isMethod, parameters: [type], result: .fixed(.int)) { arguments in
                switch arguments[0] {
                case .string(let text): .int(Int64(text.unicodeScalars.count))
                case .bytes(let bytes): .int(Int64(bytes.count))
                case .list(let list): .int(Int64(list.elements.count))
                case .map(let members): .int(Int64(members.count))
                default: .null
                }
            }
        }
    }

    private static let questions: [Function] = [
        .method("startsWith", [.string, .string], .bool) { .bool(scalars($0, 0).starts(with: scalars($0, 1))) },
        .method("endsWith", [.string, .string], .bool) { .bool(scalars($0, 0).reversed().starts(with: scalars($0, 1).reversed())) },
        .method("contains", [.string, .string], .bool) { .bool(find(scalars($0, 1), in: scalars($0, 0), from: 0) != nil) },
        .method("indexOf", [.string, .string], .int) { .int(index(find(scalars($0, 1), in: scalars($0, 0), from: 0))) },
        .method("indexOf", [.string, .string, .int], .int) { arguments throws(Fault) in
            let text = scalars(arguments, 0)
            return .int(index(find(scalars(arguments, 1), in: text, from: try place(arguments, 2, limit: text.count))))
        },
        .method("lastIndexOf", [.string, .string], .int) { arguments in
            let text = scalars(arguments, 0)
            let part = scalars(arguments, 1)
            let starts = stride(from: text.count - part.count, through: 0, by: -1)
            return .int(index(starts.first { text[$0...].starts(with: part) }))
        },
    ]

    private static let cuts: [Function] = [
        .method("charAt", [.string, .int], .string) { arguments throws(Fault) in
            let text = scalars(arguments, 0)
            let start = try place(arguments, 1, limit: text.count)
            return .string(string(text[start...].prefix(1)))
        },
        .method("substring", [.string, .int], .string) { arguments throws(Fault) in
            let text = scalars(arguments, 0)
            return .string(string(text[try place(arguments, 1, limit: text.count)...]))
        },
        .method("substring", [.string, .int, .int], .string) { arguments throws(Fault) in
            let text = scalars(arguments, 0)
            let start = try place(arguments, 1, limit: text.count)
            let end = try place(arguments, 2, limit: text.count)
            guard start <= end else { throw Fault("invalid substring range. start: \(start), end: \(end)") }
            return .string(string(text[start..<end]))
        },
        .method("split", [.string, .string], .list(.string)) { split($0, limit: .max) },
        .method("split", [.string, .string, .int], .list(.string)) { split($0, limit: limit($0, 2)) },
    ]

    private static let changes: [Function] = [
        .method("lowerAscii", [.string], .string) { .string(shifted(scalars($0, 0), "A"..."Z", 32)) },
        .method("upperAscii", [.string], .string) { .string(shifted(scalars($0, 0), "a"..."z", -32)) },
        .method("trim", [.string], .string) { .string(trimmed(scalars($0, 0))) },
        .method("replace", [.string, .string, .string], .string) { replaced($0, limit: .max) },
        .method("replace", [.string, .string, .string, .int], .string) { replaced($0, limit: limit($0, 3)) },
        .method("join", [.list(.string)], .string) { arguments throws(Fault) in try joined(arguments, "") },
        .method("join", [.list(.string), .string], .string) { arguments throws(Fault) in try joined(arguments, text(arguments, 1)) },
    ]

    /// The text that an argument is.
    static func text(_ arguments: [CELValue], _ index: Int) -> String {
        if case .string(let text) = arguments[index] { return text }
        return ""
    }

    private static func scalars(_ arguments: [CELValue], _ index: Int) -> [Unicode.Scalar] { Array(text(arguments, index).unicodeScalars) }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func place(_ arguments: [CELValue], _ index: Int, limit: Int) throws(Fault) -> Int {
        guard case .int(let number) = arguments[index], let place = Int(exactly: number), (0...limit).contains(place) else {
            if case .int(let number) = arguments[index] { throw Fault("index out of range: \(number)") }
            throw Fault("no such overload")
        }
        return place
    }

    private static func limit(_ arguments: [CELValue], _ index: Int) -> Int {
        if case .int(let number) = arguments[index], number >= 0 { return Int(clamping: number) }
        return .max
    }

    private static func index(_ place: Int?) -> Int64 { Int64(place ?? -1) }

    private static func find(_ part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int) -> Int? {
        guard part.count <= text.count - start else { return nil }
        return (start...(text.count - part.count)).first { text[$0..<($0 + part.count)].elementsEqual(part) }
    }

    private static func shifted(_ scalars: [Unicode.Scalar], _ range: ClosedRange<Unicode.Scalar>, _ distance: Int32) -> String {
        string(scalars.map { range.contains($0) ? Unicode.Scalar(UInt32(Int32($0.value) + distance)) ?? $0 : $0 })
    }

    private static func trimmed(_ scalars: [Unicode.Scalar]) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        let start = scalars.firstIndex { !isSpace($0) } ?? scalars.count
        let end = (scalars.lastIndex { !isSpace($0) } ?? -1) + 1
        return start < end ? string(scalars[start..<end]) : ""
    }

    /// The pieces between occurrences of a separator, no more than `limit`; an empty separator gives the single scalars.
    private static func pieces(_ text: [Unicode.Scalar], by separator: [Unicode.Scalar], limit: Int) -> [ArraySlice<Unicode.Scalar>] {
        if limit == 0 { return [] }
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var start = 0
        if separator.isEmpty {
            while start < text.count, pieces.count < limit - 1 {
                pieces.append(text[start...start])
                start += 1
            }
            return start < text.count ? pieces + [text[start...]] : pieces
        }
        while pieces.count < limit - 1, let place = find(separator, in: text, from: start) {
            pieces.append(text[start..<place])
            start = place + separator.count
        }
        return pieces + [text[start...]]
    }

    private static func split(_ arguments: [CELValue], limit: Int) -> CELValue {
        .list(CELList(pieces(scalars(arguments, 0), by: scalars(arguments, 1), limit: limit).map { .string(string($0)) }))
    }

    private static func replaced(_ arguments: [CELValue], limit: Int) -> CELValue {
        let (text, old, new) = (scalars(arguments, 0), scalars(arguments, 1), scalars(arguments, 2))
        guard old.isEmpty else {
            let parts = pieces(text, by: old, limit: limit == .max ? .max : limit + 1)
            return .string(string(Array(parts.joined(separator: new))))
        }
        // Nothing stands before, between and after all scalars.
        var result: [Unicode.Scalar] = []
        for (index, scalar) in text.enumerated() { result += (index < limit ? new : []) + [scalar] }
        return .string(string(result + (text.count < limit ? new : [])))
    }

    private static func joined(_ arguments: [CELValue], _ separator: String) throws(Fault) -> CELValue {
        guard case .list(let list) = arguments[0] else { return .null }
        var texts: [String] = []
        for element in list.elements {
            guard case .string(let text) = element else { throw Fault("no such overload: join of a list with a \(element.typeName)") }
            texts.append(text)
        }
        return .string(texts.joined(separator: separator))
    }
}
