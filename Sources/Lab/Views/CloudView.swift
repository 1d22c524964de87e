import JSON

/// The lab's OpenStack as its own API tells, asked with curl from the master and not through our client:
/// what is checked and what checks share no code.
public struct CloudView: Sendable {
    let lab: Laboratory
    private let token: String
    private let endpoints: [String: String]

    /// Gets a token as the user that the controllers are, or as another.
    ///
    /// - Parameter user: a user's name, which is also that of the project.
    public init(_ lab: Laboratory, user: String = "k8s") async throws {
        self.lab = lab
        let body: JSONValue = [
            "auth": [
                "identity": [
                    "methods": ["password"],
                    "password": ["user": ["name": .string(user), "domain": ["name": "Default"], "password": "secret"]],
                ],
                "scope": ["project": ["name": .string(user), "domain": ["name": "Default"]]],
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

    /// Security groups of the project but the one that every project has.
    public func securityGroups() async throws -> [JSONValue] {
        try await list("network", "/v2.0/security-groups", "security_groups").filter { $0["name"] != "default" }
    }

    /// Ids of the servers, oldest first.
    public func serverIDs() async throws -> [String] {
        try await servers().sorted {
            ($0["created"]?.stringValue ?? "", $0["id"]?.stringValue ?? "") < (
                $1["created"]?.stringValue ?? "", $1["id"]?.stringValue ?? ""
            )
        }
        .compactMap { $0["id"]?.stringValue }
    }

    func list(_ service: String, _ path: String, _ key: String) async throws -> [JSONValue] {
        try await call(service, "GET", path)[key]?.arrayValue ?? []
    }

    /// Makes one call; an answer that is not a success is an error.
    ///
    /// - Parameters:
    ///   - service: its type in the catalog, such as `compute`.
    ///   - path: what follows the service's endpoint.
    ///   - body: null for none.
    ///   - contentType: what the body is; a text of JSON unless said otherwise.
    ///   - version: the microversion of Nova's interface.
    /// - Returns: the answer's body; null if it is empty or no JSON.
    @discardableResult
    public func call(
        _ service: String, _ method: String, _ path: String, _ body: JSONValue = .null, contentType: String = "application/json",
        version: String? = nil
    ) async throws -> JSONValue {
        guard var url = endpoints[service] else { throw LabError("the catalog of the lab's Keystone has no \(service)") }
        while url.hasSuffix("/") { url.removeLast() }
        if url.hasSuffix("/v2.0"), path.hasPrefix("/v2.0") { url.removeLast(5) }
        let data =
            (version.map { ["-H", "X-OpenStack-Nova-API-Version: \($0)"] } ?? [])
            + (body.isNull ? [] : ["-H", "Content-Type: \(contentType)", "--data-binary", "@-"])
        let output = try await lab.run(
            on: "master",
            ["curl", "-sS", "--fail-with-body", "-m", "30", "-X", method, "-H", "X-Auth-Token: \(token)"] + data + [url + path],
            input: body.isNull ? "" : body.serializedString)
        guard output.status == 0 else {
            throw LabError("\(service), \(method) \(path): \(output.error)\(Command.lastLines(of: output.text, 3))")
        }
        return (try? JSONValue(parsing: Array(output.text.utf8))) ?? .null
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
