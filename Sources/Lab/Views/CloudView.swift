import JSON

/// The lab's OpenStack as its own API tells, asked with curl from the master and not through our client:
/// what is checked and what checks share no code.
public struct CloudView: Sendable {
    let lab: Laboratory
    private let token: String
    private let endpoints: [String: String]

    /// Gets a token as the user that the controllers are.
    public init(_ lab: Laboratory) async throws {
        self.lab = lab
        let body: JSONValue = [
            "auth": [
                "identity": [
                    "methods": ["password"],
                    "password": ["user": ["name": "k8s", "domain": ["name": "Default"], "password": "secret"]],
                ],
                "scope": ["project": ["name": "k8s", "domain": ["name": "Default"]]],
            ]
        ]
        let output = try await lab.run(
            on: "master",
            [
                "curl", "-sS", "-m", "30", "-i", "-H", "Content-Type: application/json", "-d", "@-",
                "http://\(LabAddresses.cloud):5000/v3/auth/tokens",
            ], input: body.serializedString)
        let (headers, answer) = Self.split(output.text)
        guard let token = headers["x-subject-token"] else {
            throw LabError("Keystone gave no token: \(Command.lastLines(of: output.text + output.error, 3))")
        }
        self.token = token
        var endpoints: [String: String] = [:]
        for service in try JSONValue(parsing: Array(answer.utf8))["token"]?["catalog"]?.arrayValue ?? [] {
            let found = (service["endpoints"]?.arrayValue ?? []).first { $0["interface"] == "public" }
            if let type = service["type"]?.stringValue, let url = found?["url"]?.stringValue { endpoints[type] = url }
        }
        self.endpoints = endpoints
    }

    /// Stacks that are not part of another: `stack_name`, `stack_status`, `id`.
    public func stacks() async throws -> [JSONValue] { try await list("orchestration", "/stacks", "stacks") }

    /// Servers with all details.
    public func servers() async throws -> [JSONValue] { try await list("compute", "/servers/detail", "servers") }

    /// Ports that belong to the project.
    public func ports() async throws -> [JSONValue] { try await list("network", "/v2.0/ports", "ports") }

    /// Ids of the servers, oldest first.
    public func serverIDs() async throws -> [String] {
        try await servers().sorted {
            ($0["created"]?.stringValue ?? "", $0["id"]?.stringValue ?? "") < (
                $1["created"]?.stringValue ?? "", $1["id"]?.stringValue ?? ""
            )
        }
        .compactMap { $0["id"]?.stringValue }
    }

    private func list(_ service: String, _ path: String, _ key: String) async throws -> [JSONValue] {
        guard var url = endpoints[service] else { throw LabError("the catalog of the lab's Keystone has no \(service)") }
        while url.hasSuffix("/") { url.removeLast() }
        if url.hasSuffix("/v2.0"), path.hasPrefix("/v2.0") { url.removeLast(5) }
        let output = try await lab.run(
            on: "master", ["curl", "-sS", "-f", "-m", "30", "-H", "X-Auth-Token: \(token)", url + path])
        guard output.status == 0 else { throw LabError("\(service) does not answer: \(output.error)") }
        return try JSONValue(parsing: Array(output.text.utf8))[key]?.arrayValue ?? []
    }

    /// Headers with lower-case names, and the body, of what `curl -i` prints.
    static func split(_ text: String) -> (headers: [String: String], body: String) {
        // A character in Swift may be "\r\n"; lines are cut by scalars.
        var headers: [String: String] = [:]
        var rest = text.unicodeScalars[...]
        while let end = rest.firstIndex(of: "\n") {
            var line = String(String.UnicodeScalarView(rest[..<end]))
            rest = rest[rest.index(after: end)...]
            if line.unicodeScalars.last == "\r" { line.unicodeScalars.removeLast() }
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " }.description
        }
        return (headers, String(String.UnicodeScalarView(rest)))
    }
}
