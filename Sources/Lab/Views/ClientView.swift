import JSON

/// A user of the applications: curl on the client's host, outside of everything.
public struct ClientView: Sendable {
    /// What came back.
    public struct Answer: Sendable, Hashable {
        /// HTTP status; 0 when there was no answer.
        public let status: Int
        /// The body.
        public let body: String

        /// The body as JSON, where it is.
        public var value: JSONValue? { try? JSONValue(parsing: Array(body.utf8)) }
        /// Name of the Pod that answered.
        public var pod: String? { value?["pod"]?.stringValue }
        /// A header as the Pod received it.
        public func received(_ name: String) -> String? { value?["headers"]?[name.lowercased()]?.stringValue }
    }

    let lab: Laboratory

    /// A client of a lab.
    public init(_ lab: Laboratory) { self.lab = lab }

    /// Sends a GET to an address with a Host header.
    public func get(_ address: String, host: String, path: String = "/", headers: [String] = [], seconds: Int = 5) async throws -> Answer {
        let fields = (["Host: \(host)"] + headers).flatMap { ["-H", $0] }
        let output = try await lab.run(
            on: "client", ["curl", "-s", "-m", String(seconds), "-w", "\n%{http_code}"] + fields + ["http://\(address)\(path)"])
        let cut = output.text.lastIndex(of: "\n") ?? output.text.startIndex
        return Answer(
            status: Int(output.text[cut...].filter { !$0.isWhitespace }) ?? 0, body: String(output.text[..<cut]))
    }
}
