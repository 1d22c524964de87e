import Glibc

/// The functions that make a value of one type out of one of another.
/// <https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions>
enum Conversions {
    static let all: [Function] = [
        conversions("int", .int, [.int, .uint, .double, .string], int), conversions("uint", .uint, [.int, .uint, .double, .string], uint),
        conversions("double", .double, [.int, .uint, .double, .string], double),
        conversions("string", .string, [.bool, .int, .uint, .double, .string, .bytes], string),
        conversions("bytes", .bytes, [.string, .bytes], bytes), conversions("bool", .bool, [.bool, .string], bool),
        [
            .function("type", [.dynamic], .type) { .type($0[0].typeName) },
            .function("dyn", [.dynamic], .dynamic) { $0[0] },
        ],
    ].flatMap { $0 }

    private static func conversions(
        _ name: String, _ result: CELType, _ sources: [CELType], _ convert: @escaping @Sendable (CELValue) throws(Fault) -> CELValue
    ) -> [Function] {
        sources.map { source in
            .function(name, [source], result) { arguments throws(Fault) in try convert(arguments[0]) }
        }
    }

    private static func int(_ value: CELValue) throws(Fault) -> CELValue {
        switch value {
        case .uint(let number):
            guard let whole = Int64(exactly: number) else { throw .integerOverflow }
            return .int(whole)
        case .double(let number):
            guard let whole = Int64(exactly: trunc(number)), number.magnitude < 0x1p63 else { throw .integerOverflow }
            return .int(whole)
        case .string(let text):
            guard let whole = Int64(text) else { throw Fault("type conversion error from 'string' to 'int': \"\(text)\"") }
            return .int(whole)
        default: return value
        }
    }

    private static func uint(_ value: CELValue) throws(Fault) -> CELValue {
        switch value {
        case .int(let number):
            guard let whole = UInt64(exactly: number) else { throw .unsignedOverflow }
            return .uint(whole)
        case .double(let number):
            guard number >= 0, let whole = UInt64(exactly: trunc(number)) else { throw .unsignedOverflow }
            return .uint(whole)
        case .string(let text):
            guard let whole = UInt64(text) else { throw Fault("type conversion error from 'string' to 'uint': \"\(text)\"") }
            return .uint(whole)
        default: return value
        }
    }

    private static func double(_ value: CELValue) throws(Fault) -> CELValue {
        switch value {
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            guard let number = Double(text) else { throw Fault("type conversion error from 'string' to 'double': \"\(text)\"") }
            return .double(number)
        default: return value
        }
    }

    private static func string(_ value: CELValue) throws(Fault) -> CELValue {
        switch value {
        case .bool(let flag): return .string(flag ? "true" : "false")
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let number):
            // As Go writes the shortest form: no ".0" after a whole number.
            return .string(Int64(exactly: number).map { String($0) } ?? String(number))
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault("invalid UTF-8 in bytes") }
            return .string(text)
        default: return value
        }
    }

    private static func bytes(_ value: CELValue) throws(Fault) -> CELValue {
        if case .string(let text) = value { return .bytes(Array(text.utf8)) }
        return value
    }

    private static func bool(_ value: CELValue) throws(Fault) -> CELValue {
        guard case .string(let text) = value else { return value }
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": return .bool(true)
        case "0", "f", "F", "false", "FALSE", "False": return .bool(false)
        default: throw Fault("type conversion error from 'string' to 'bool': \"\(text)\"")
        }
    }
}
