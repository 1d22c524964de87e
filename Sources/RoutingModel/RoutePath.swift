/// A path of an Ingress as nginx compares it: decoded, and without the slash at the end of a prefix.
///
/// See <https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types>.
struct RoutePath: Sendable, Hashable {
    /// How a path is compared.
    enum Match: Sendable, Hashable {
        case exact, prefix, literal
    }

    var match: Match
    var text: String

    /// Reads `path` and `pathType` of an Ingress.
    ///
    /// - Throws: ``Invalid`` that says what is wrong and what to do.
    init(path: String?, type: String?) throws(Invalid) {
        let raw = path ?? ""
        switch type {
        case "Exact":
            match = .exact
        case "Prefix":
            match = .prefix
        case "ImplementationSpecific", nil:
            match = raw.isEmpty ? .prefix : .literal
        case let other?:
            throw Invalid(field: "pathType", message: "\"\(other)\" is not a path type; use Exact, Prefix or ImplementationSpecific")
        }
        guard raw.isEmpty && match == .prefix && type != "Prefix" || raw.hasPrefix("/") else {
            throw Invalid(field: "path", message: "\"\(raw)\" does not begin with \"/\"")
        }
        guard raw.utf8.count <= 2048 else {
            throw Invalid(field: "path", message: "the path is longer than 2,048 bytes")
        }
        guard let decoded = Self.decode(raw) else {
            throw Invalid(field: "path", message: "\"\(raw)\" is not percent-encoded UTF-8 text without control characters")
        }
        // nginx has removed these from a request's path before it compares, so a rule with them would never match.
        let elements = decoded.split(separator: "/", omittingEmptySubsequences: false)
        guard !decoded.contains("//"), !elements.contains("."), !elements.contains("..") else {
            throw Invalid(
                field: "path", message: "\"\(raw)\" has an empty element, \".\" or \"..\"; no request's path has one after it is normalised"
            )
        }
        text = decoded.isEmpty ? "/" : decoded
        if match == .prefix, text.utf8.count > 1, text.hasSuffix("/") {
            text.removeLast()
        }
    }

    private static func decode(_ raw: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(raw.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Why a path cannot be served.
    struct Invalid: Error, Hashable {
        var field: String
        var message: String
    }
}
