/// Why a JSON text, value or patch could not be used, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Code: String, Sendable, Hashable {
        /// The bytes are not JSON.
        case malformed
        /// Arrays and objects are nested deeper than the limit.
        case tooDeep
        /// The text is longer than 2 GiB.
        case tooLarge
        /// A member that must be there is not.
        case missing
        /// A value of another kind than expected.
        case mismatch
        /// A value of the right kind that is not acceptable, such as a number out of range.
        case invalid
        /// A Swift value that JSON cannot say.
        case unencodable
        /// A JSON patch that is not one, or does not fit the value.
        case patch
    }

    /// The kind of fault.
    public var code: Code
    /// Where, as `spec.rules[0].host`; empty for the whole.
    public var path: String
    /// What is wrong, as a clause without a full stop.
    public var message: String
    /// Line in the text, from 1, when the text is at fault.
    public var line: Int?
    /// Column in the line, in bytes from 1, when the text is at fault.
    public var column: Int?

    /// An error at a path.
    public init(_ code: Code, path: String = "", message: String, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.line = line
        self.column = column
    }

    /// `spec.replicas: expected a number, found a string`, or `line 2, column 7: expected a comma`.
    public var description: String {
        var place: [String] = []
        if !path.isEmpty { place.append(path) }
        if let line, let column { place.append("line \(line), column \(column)") }
        return place.isEmpty ? message : "\(place.joined(separator: ", ")): \(message)"
    }

    /// Renders a coding path: `spec.rules[0]["kubernetes.io/x"]`.
    ///
    /// - Parameter prefix: what it goes on from; it is not part of the result.
    static func render(_ path: [any CodingKey], after prefix: String = "") -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else if key.stringValue.utf8.allSatisfy({ isPlain($0) }), !key.stringValue.isEmpty {
                text += text.isEmpty && prefix.isEmpty ? key.stringValue : ".\(key.stringValue)"
            } else {
                text += "[\(JSONValue.string(key.stringValue).serializedString)]"
            }
        }
        return text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}

extension JSONError {
    /// Any error out of a `Decodable` as one that names path and cause.
    package init(decoding error: any Error) {
        switch error {
        case let error as JSONError:
            self = error
        case DecodingError.keyNotFound(let key, let context):
            self.init(.missing, path: JSONError.render(context.codingPath + [key]), message: "is required, but missing")
        case DecodingError.valueNotFound(_, let context):
            self.init(.missing, path: JSONError.render(context.codingPath), message: context.debugDescription)
        case DecodingError.typeMismatch(_, let context):
            self.init(.mismatch, path: JSONError.render(context.codingPath), message: context.debugDescription)
        case DecodingError.dataCorrupted(let context):
            self.init(.invalid, path: JSONError.render(context.codingPath), message: context.debugDescription)
        default:
            self.init(.invalid, message: String(describing: error))
        }
    }
}
