import HTTPTransport
import JSON

/// Calls nginx's administration API over its Unix socket; `nginx/README.md` describes it.
public struct NginxAdmin: Sendable {
    private let base: String
    private let transport: any Transport

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - socket: the absolute path of the socket, at most 107 bytes.
    ///   - transport: must understand `http+unix` URLs.
    public init(socket: String, transport: any Transport) {
        self.base = "http+unix://\(socket.replacing("%", with: "%25").replacing("/", with: "%2F"))"
        self.transport = transport
    }

    /// What nginx says of itself.
    ///
    /// - Throws: ``NodeError`` with code `nginx` when it cannot be reached.
    public func state() async throws -> NginxState { try await call("GET", "/v1/state") }

    /// Replaces the whole table.
    ///
    /// - Throws: ``NodeError``: `refused` when nginx finds fault with it, `nginx` otherwise.
    public func put(_ table: RevisedTable) async throws -> NginxState {
        try await call("PUT", "/v1/routing-table", body: table.document())
    }

    /// Replaces the peers of some services.
    ///
    /// - Throws: ``NodeError``: `conflict` when nginx has another table, `refused` when it finds fault with the peers, `nginx` otherwise.
    public func patch(_ delta: TableDelta) async throws -> NginxState {
        try await call("PATCH", "/v1/services", body: delta.document())
    }

    /// Reports whether the node may take traffic.
    ///
    /// - Throws: ``NodeError``.
    public func report(_ health: HealthReport) async throws -> NginxState {
        try await call("PUT", "/v1/health", body: JSONWriter.encode(health))
    }

    private struct Problem: Decodable {
        var error: String
        var problems: [String]?
    }

    private func call(_ method: String, _ path: String, body: [UInt8]? = nil) async throws -> NginxState {
        // Without it the client would name the socket's path as the host, which nginx refuses.
        var headers = [HTTPHeader("Host", "localhost")]
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        let request = HTTPRequest(
            method: method, url: base + path, headers: headers, body: body, deadline: .seconds(20), maximumResponseBytes: 1 << 20)
        let response: HTTPResponse
        do {
            response = try await exchange(request)
        } catch let error as TransportError {
            throw NodeError(.nginx, "nginx: \(method) \(path): \(error.message)")
        }
        guard response.isSuccess else {
            let problem = try? JSONReader.decode(Problem.self, from: response.body)
            let details = [problem?.error ?? "status \(response.status)"] + (problem?.problems ?? [])
            throw NodeError(Self.code(response.status), "nginx: \(method) \(path): \(details.joined(separator: "; "))")
        }
        do {
            return try JSONReader.decode(NginxState.self, from: response.body)
        } catch {
            throw NodeError(.nginx, "nginx: \(method) \(path): the answer is not understood: \(error)")
        }
    }

    private func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
        do {
            return try await transport.send(request)
        } catch let error as TransportError where error.code == .connectionLost && request.isIdempotent {
            // Workers that end after a reload close idle connections, now and then just as one is used.
            return try await transport.send(request)
        }
    }

    private static func code(_ status: Int) -> NodeError.Code {
        switch status {
        case 409: .conflict
        case 400, 413, 422: .refused
        default: .nginx
        }
    }
}
