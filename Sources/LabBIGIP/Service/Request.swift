import JSON

/// A request to iControl REST, taken apart.
struct Request: Sendable {
    let method: String
    /// Path without the query, as it came.
    let path: String
    /// Segments of the path, decoded.
    let segments: [String]
    /// Parameters of the query, decoded.
    let query: [String: String]
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// Takes a request target apart.
    init(method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.headers = headers
        self.body = body
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        path = parts.first ?? "/"
        segments = path.split(separator: "/").map { Self.decoded($0) }
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1)
            let value = sides.count > 1 ? String(sides[1].map { $0 == "+" ? " " : $0 }) : ""
            query[Self.decoded(sides.first ?? "")] = Self.decoded(value)
        }
        self.query = query
    }

    /// The first header of that name, whatever its case.
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// The body as JSON.
    func json() throws(IControlError) -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw IControlError(400, "Found invalid JSON body in the request.", apiError: 1)
        }
    }

    /// Resolves `%41` and the like; what is malformed stays as it is.
    static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
