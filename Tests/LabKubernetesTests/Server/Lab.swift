import HTTPTransport
import JSON
import LabKubernetes
import Testing

/// A server, and plain HTTP to it as the administrator or as somebody with a token.
struct Lab: Sendable {
    let server: LabKubernetes
    let transport: AsyncHTTPTransport

    static func with(
        _ configuration: LabKubernetesConfiguration = LabKubernetesConfiguration(), _ body: @Sendable (Lab) async throws -> Void
    ) async throws {
        let server = try await LabKubernetes.start(configuration)
        let transport = try AsyncHTTPTransport(tls: TLSMaterial(trustedAuthorities: Array(server.caPEM.utf8)))
        do {
            try await body(Lab(server: server, transport: transport))
        } catch {
            await transport.shutdown()
            try await server.stop()
            throw error
        }
        await transport.shutdown()
        try await server.stop()
    }

    func request(
        _ method: String, _ path: String, _ body: JSONValue? = nil, _ type: String = "application/json", _ token: String? = nil,
        deadline: Duration = .seconds(30)
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: server.url + path,
            headers: [
                HTTPHeader("Authorization", "Bearer \(token ?? server.adminToken)"), HTTPHeader("Content-Type", type),
                HTTPHeader("User-Agent", "test/1"),
            ],
            body: body?.serialized(), deadline: deadline)
    }

    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json", token: String? = nil,
        deadline: Duration = .seconds(30)
    ) async throws -> (status: Int, value: JSONValue) {
        let response = try await transport.send(request(method, path, body, type, token, deadline: deadline))
        return (response.status, try JSONValue(parsing: response.body))
    }

    /// The answer as it came.
    func exchange(
        _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json", token: String? = nil,
        headers: [HTTPHeader] = []
    ) async throws -> HTTPResponse {
        var request = request(method, path, body, type, token)
        request.headers += headers
        return try await transport.send(request)
    }

    /// The first events of a watch.
    func watch(_ path: String, count: Int) async throws -> [(type: String, object: JSONValue)] {
        var events: [(String, JSONValue)] = []
        try await follow(path) { type, object in
            events.append((type, object))
            return events.count < count
        }
        return events
    }

    /// The events of a watch, as long as `body` wants more.
    func follow(_ path: String, _ body: (String, JSONValue) throws -> Bool) async throws {
        let response = try await transport.stream(request("GET", path, nil, "application/json", nil))
        var pending: [UInt8] = []
        for try await piece in response.body {
            pending += piece
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let event = try JSONValue(parsing: Array(pending[..<end]))
                pending.removeSubrange(...end)
                if try !body(event["type"]?.stringValue ?? "", event["object"] ?? .null) { return }
            }
        }
    }

    /// A ConfigMap in the namespace `default`.
    static func configMap(_ name: String, _ data: JSONValue = [:], owners: [JSONValue] = []) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "namespace": "default", "ownerReferences": .array(owners)],
            "data": data,
        ]
    }

    static let configMaps = "/api/v1/namespaces/default/configmaps"

    /// Waits until something is true, for ten seconds at most.
    func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while try await !condition() {
            guard ContinuousClock.now < deadline else {
                Issue.record("did not happen within ten seconds: \(what)")
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
