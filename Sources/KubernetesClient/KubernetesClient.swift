import HTTPTransport
import JSON
import KubernetesAPI

/// Calls a Kubernetes API server. A value that is cheap to copy; copies share connections and the credential.
///
/// Each call has a deadline, is sent again as ``RetryPolicy`` says, and is abandoned when its task is cancelled.
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/>.
public struct KubernetesClient: Sendable {
    /// What is called, and how.
    public let configuration: KubernetesConfiguration
    /// When and how often calls are sent again.
    public var retryPolicy: RetryPolicy
    /// How long a call may take.
    public var deadline: Duration
    private(set) var transport: any Transport
    private let tokens: TokenCache

    /// Makes a client.
    ///
    /// - Parameter transport: the connection to use; by default one over AsyncHTTPClient with the configuration's TLS material.
    /// - Throws: ``TransportError`` when the TLS material cannot be read.
    public init(
        configuration: KubernetesConfiguration,
        transport: (any Transport)? = nil,
        retryPolicy: RetryPolicy = RetryPolicy(),
        deadline: Duration = .seconds(30)
    ) throws {
        self.configuration = configuration
        self.transport = try transport ?? AsyncHTTPTransport(tls: configuration.tls)
        self.retryPolicy = retryPolicy
        self.deadline = deadline
        self.tokens = TokenCache(configuration.credential)
    }

    /// Closes the connections, if this client made them.
    public func shutdown() async {
        await (transport as? AsyncHTTPTransport)?.shutdown()
    }

    /// A copy whose calls go through another transport, usually one around this client's: to fence writes off, to count, to break things in tests.
    /// Connections and credential stay shared; the copy's ``shutdown()`` closes nothing.
    public func wrappingTransport(_ wrap: (any Transport) -> any Transport) -> KubernetesClient {
        var copy = self
        copy.transport = wrap(transport)
        return copy
    }

    /// Sends a call and returns the answer's body.
    ///
    /// - Parameters:
    ///   - path: the path below the server's URL, percent-encoded.
    ///   - query: names and values, not encoded.
    /// - Throws: ``KubernetesError``.
    public func call(
        _ method: String, _ path: String, query: [(String, String)] = [], contentType: String? = nil, body: [UInt8]? = nil
    ) async throws -> [UInt8] {
        var request = request(method, path, query: query, contentType: contentType, body: body)
        let name = "\(method) \(path)"
        var attempt = 1
        var mayRefreshCredential = true
        while true {
            let token = try await authorize(&request)
            let outcome: Result<HTTPResponse, TransportError>
            do {
                outcome = .success(try await transport.send(request))
            } catch let error as TransportError {
                outcome = .failure(error)
            }
            if case .success(let response) = outcome {
                if response.isSuccess { return response.body }
                if response.status == 401, mayRefreshCredential, tokens.refused(token) {
                    mayRefreshCredential = false
                    continue
                }
            }
            guard let pause = retryPolicy.pause(afterAttempt: attempt, of: request, outcome: outcome) else {
                switch outcome {
                case .success(let response): throw KubernetesError.status(Self.status(of: response), call: name)
                case .failure(let error): throw KubernetesError.transport(error, call: name)
                }
            }
            try await Task.sleep(for: pause)
            attempt += 1
        }
    }

    func openStream(_ path: String, query: [(String, String)]) async throws -> HTTPStreamingResponse {
        var request = request("GET", path, query: query, contentType: nil, body: nil)
        var mayRefreshCredential = true
        while true {
            let token = try await authorize(&request)
            do {
                let response = try await transport.stream(request)
                if response.status == 200 { return response }
                let body = try await response.body.reduce(into: [UInt8]()) { if $0.count < 1 << 16 { $0 += $1 } }
                if response.status == 401, mayRefreshCredential, tokens.refused(token) {
                    mayRefreshCredential = false
                    continue
                }
                let whole = HTTPResponse(status: response.status, headers: response.headers, body: body)
                throw KubernetesError.status(Self.status(of: whole), call: "WATCH \(path)")
            } catch let error as TransportError {
                throw KubernetesError.transport(error, call: "WATCH \(path)")
            }
        }
    }

    private func request(
        _ method: String, _ path: String, query: [(String, String)], contentType: String?, body: [UInt8]?
    ) -> HTTPRequest {
        var url = configuration.server + path
        if !query.isEmpty {
            url += "?" + query.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
        }
        var headers = [HTTPHeader("Accept", "application/json"), HTTPHeader("User-Agent", configuration.userAgent)]
        if let contentType { headers.append(HTTPHeader("Content-Type", contentType)) }
        return HTTPRequest(method: method, url: url, headers: headers, body: body, deadline: deadline)
    }

    private func authorize(_ request: inout HTTPRequest) async throws -> String? {
        request.headers.removeAll { $0.name == "Authorization" }
        let token = try await tokens.token()
        if let token { request.headers.append(HTTPHeader("Authorization", "Bearer \(token)")) }
        return token
    }

    private static func status(of response: HTTPResponse) -> Status {
        var status = (try? JSONReader.decode(Status.self, from: response.body)) ?? Status(message: response.text)
        status.code = response.status
        if let pause = response.retryAfter, status.details?.retryAfterSeconds == nil {
            var details = status.details ?? Status.Details()
            details.retryAfterSeconds = Int(pause.components.seconds)
            status.details = details
        }
        return status
    }
}
