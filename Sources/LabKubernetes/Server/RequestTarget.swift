/// What a request is about: the path and query, and what they mean as an API request.
struct RequestTarget: Sendable {
    var path: String
    var query: [String: String]
    var isResource = false
    var group = ""
    var version = ""
    var namespace = ""
    var resource = ""
    var name = ""
    var subresource = ""
    /// The verb as authorization names it (`get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`).
    var verb: String

    /// Reads the method and the target of an HTTP request.
    init(method: String, uri: String) {
        let cut = uri.firstIndex(of: "?")
        path = Self.decode(uri[..<(cut ?? uri.endIndex)], plus: false)
        query = cut.map { Self.query(uri[uri.index(after: $0)...]) } ?? [:]
        verb = method.lowercased()
        var parts = path.split(separator: "/").map(String.init)[...]
        switch parts.first {
        case "api" where parts.count >= 3: parts = parts.dropFirst()
        case "apis" where parts.count >= 4:
            parts = parts.dropFirst()
            group = parts.removeFirst()
        default: return
        }
        isResource = true
        version = parts.removeFirst()
        if parts.first == "namespaces", parts.count >= 2 {
            namespace = parts[parts.startIndex + 1]
            let isItself = parts.count == 2 || (parts.count == 3 && ["status", "finalize"].contains(parts[parts.startIndex + 2]))
            if !isItself { parts = parts.dropFirst(2) }
        }
        resource = parts.removeFirst()
        name = parts.popFirst() ?? ""
        subresource = parts.joined(separator: "/")
        switch method {
        case "GET", "HEAD":
            let watches = ["1", "true"].contains(query["watch"] ?? "")
            verb = watches ? "watch" : name.isEmpty ? "list" : "get"
        case "POST": verb = "create"
        case "PUT": verb = "update"
        case "PATCH": verb = "patch"
        case "DELETE": verb = name.isEmpty ? "deletecollection" : "delete"
        default: break
        }
    }

    /// A query parameter that is a yes or no.
    func flag(_ name: String) -> Bool { ["1", "true"].contains(query[name] ?? "") }

    private static func query(_ text: Substring) -> [String: String] {
        var items: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            items[decode(parts[0], plus: true)] = parts.count == 2 ? decode(parts[1], plus: true) : ""
        }
        return items
    }

    fileprivate static func decode(_ text: Substring, plus: Bool) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plus && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// The text without percent encoding; what is not encoded right stays as it is.
    var percentDecoded: String { RequestTarget.decode(self[...], plus: false) }
}
