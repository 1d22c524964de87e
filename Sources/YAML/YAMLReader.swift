import JSON
import Yams

/// Reads YAML into JSON values by the core schema of YAML 1.2 (<https://yaml.org/spec/1.2.2/#103-core-schema>).
///
/// `yes`, `on` and dates are strings, as is everything in quotation marks; `0644` is the number 644. Merge keys (`<<`) are honoured, as
/// by kubectl and Heat. Member names are the text of the key, whatever its kind. A name given twice is an error.
public enum YAMLReader {
    /// All documents of a text; empty ones are left out.
    ///
    /// - Throws: ``YAMLError`` with line and column.
    public static func values(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [JSONValue] {
        let size = text.utf8.count
        guard size <= limits.bytes else {
            throw YAMLError("the text has \(size) bytes; \(limits.bytes) are read at most")
        }
        var values: [JSONValue] = []
        // Written out, no text has more than one value and one byte of text a byte.
        var converter = NodeConverter(budget: 2 * size + limits.aliasExpansion)
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            while let root = try parser.nextRoot() {
                let value = try converter.value(of: root)
                if !value.isNull { values.append(value) }
            }
        } catch let error as YAMLError {
            throw error
        } catch let error as YamlError {
            throw YAMLError(error)
        } catch {
            throw YAMLError(String(describing: error))
        }
        return values
    }

    /// All documents of a text in UTF-8; empty ones are left out.
    ///
    /// - Throws: ``YAMLError`` with line and column.
    public static func values(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [JSONValue] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLError("the text is not valid UTF-8") }
        return try values(text, limits: limits)
    }

    /// The only document of a text; `null` when it is empty.
    ///
    /// - Throws: ``YAMLError`` with line and column, also when there is more than one document.
    public static func value(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> JSONValue {
        let values = try values(text, limits: limits)
        guard values.count <= 1 else { throw YAMLError("one document was expected, but the text has \(values.count)") }
        return values.first ?? .null
    }

    /// The only document of a text in UTF-8; `null` when it is empty.
    ///
    /// - Throws: ``YAMLError`` with line and column, also when there is more than one document.
    public static func value(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> JSONValue {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLError("the text is not valid UTF-8") }
        return try value(text, limits: limits)
    }

    /// The only document of a text, as a `Decodable`.
    ///
    /// - Throws: ``YAMLError`` where the text is not YAML, `JSONError` naming the path where it does not fit the type.
    public static func decode<T: Decodable>(_ type: T.Type, from text: String) throws -> T {
        try value(text).decode(type)
    }

    /// The only document of a text in UTF-8, as a `Decodable`.
    ///
    /// - Throws: ``YAMLError`` where the text is not YAML, `JSONError` naming the path where it does not fit the type.
    public static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        try value(bytes).decode(type)
    }
}
