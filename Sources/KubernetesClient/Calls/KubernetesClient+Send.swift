import HTTPTransport
import JSON
import KubernetesAPI
import Tracing

extension KubernetesClient {
    /// Sends a call, again where that is safe and useful, and returns the answer to it.
    ///
    /// - Throws: ``KubernetesError`` for any answer but a success; `CancellationError`.
    public func send(_ request: KubernetesRequest) async throws -> HTTPResponse {
        try await CallTrace.run(request, host: endpoint.host) { span in try await attempts(request, span) }
    }

    private func attempts(_ request: KubernetesRequest, _ span: (any Span)?) async throws -> HTTPResponse {
        let start = ContinuousClock.now
        var schedule = CallSchedule(policy: retryPolicy, deadline: deadline, totalDeadline: totalDeadline)
        var sent = 0
        defer { metrics.finished(request.method, after: ContinuousClock.now - start) }
        while true {
            let elapsed = ContinuousClock.now - start
            try await takeTurn(request, within: max(.zero, totalDeadline - elapsed))
            let limit = schedule.attemptDeadline(elapsed: ContinuousClock.now - start)
            let (http, credential) = try await prepared(request, span, limit)
            let outcome: Result<HTTPResponse, TransportError>
            do {
                outcome = .success(try await transport.send(http))
            } catch let error as TransportError {
                outcome = .failure(error)
            }
            sent += 1
            metrics.attempted(request.method, outcome)
            if case .success(let response) = outcome {
                note(response.status, response.headers, request)
                CallTrace.note(span, status: response.status, attempt: sent)
                if response.isSuccess { return response }
                if response.status == 401, schedule.takeCredentialRefresh(), findCredential(after: credential) { continue }
            }
            let step = schedule.step(
                after: outcome, of: http, elapsed: ContinuousClock.now - start, random: Double.random(in: 0..<1))
            guard case .retry(let pause) = step else {
                switch outcome {
                case .success(let response): throw KubernetesError.status(Self.status(of: response), call: "\(request)")
                case .failure(let error): throw KubernetesError.transport(error, call: "\(request)")
                }
            }
            metrics.retried(request.method, outcome)
            try await Task.sleep(for: pause)
        }
    }

    /// Opens a stream: one attempt, two where the credential has just been replaced. Whoever watches decides when to try again.
    func openStream(_ request: KubernetesRequest) async throws -> HTTPStreamingResponse {
        try await CallTrace.run(request, host: endpoint.host) { span in
            let call = "WATCH \(request.path)"
            var mayRefreshCredential = true
            while true {
                try await takeTurn(request, within: totalDeadline)
                let (http, credential) = try await prepared(request, span, deadline)
                do {
                    let response = try await transport.stream(http)
                    metrics.attempted(request.method, .success(HTTPResponse(status: response.status, headers: response.headers)))
                    note(response.status, response.headers, request)
                    CallTrace.note(span, status: response.status, attempt: mayRefreshCredential ? 1 : 2)
                    if response.status == 200 { return response }
                    let late = TransportError(.deadlineExceeded, "\(call): no whole answer within \(deadline)")
                    let body = try await withDeadline(deadline, error: late) { try await response.collect(upTo: 1 << 20) }
                    if response.status == 401, mayRefreshCredential, findCredential(after: credential) {
                        mayRefreshCredential = false
                        continue
                    }
                    let whole = HTTPResponse(status: response.status, headers: response.headers, body: body)
                    throw KubernetesError.status(Self.status(of: whole), call: call)
                } catch let error as TransportError {
                    metrics.attempted(request.method, .failure(error))
                    throw KubernetesError.transport(error, call: call)
                }
            }
        }
    }

    private func takeTurn(_ request: KubernetesRequest, within limit: Duration) async throws {
        guard let waited = try await limiter.wait(within: limit) else {
            throw KubernetesError.transport(
                TransportError(.deadlineExceeded, "the client's rate limit leaves no turn within \(limit); the call was not sent"),
                call: "\(request)")
        }
        if waited > .zero { metrics.waited(request.method, waited) }
    }

    private func prepared(
        _ request: KubernetesRequest, _ span: (any Span)?, _ deadline: Duration
    ) async throws -> (HTTPRequest, Credential) {
        let began = ContinuousClock.now
        let credential = try await credential(for: request, within: deadline)
        // What getting it has taken is taken from the call.
        let left = max(.milliseconds(1), deadline - (ContinuousClock.now - began))
        var http = request.http(to: endpoint, configuration, deadline: left)
        if let authorization = credential.authorization { http.headers.append(HTTPHeader("Authorization", authorization)) }
        CallTrace.inject(span, into: &http.headers)
        return (http, credential)
    }

    // A plug-in that hangs must not hold a call beyond its deadline; others may go on waiting for it.
    private func credential(for request: KubernetesRequest, within limit: Duration) async throws -> Credential {
        if let held = try credentials.held { return held }
        let credentials = credentials
        let late = KubernetesError.transport(
            TransportError(.deadlineExceeded, "no credential within \(limit); the call was not sent"), call: "\(request)")
        return try await withDeadline(limit, error: late) { try await credentials.current() }
    }

    private func note(_ status: Int, _ headers: [HTTPHeader], _ request: KubernetesRequest) {
        if (200..<300).contains(status) { limiter.answered(isClassified: headers["X-Kubernetes-PF-FlowSchema-UID"] != nil) }
        for warning in KubernetesWarning.all(in: headers, call: "\(request)") { onWarning(warning) }
    }

    private static func status(of response: HTTPResponse) -> Status {
        var status = (try? JSONReader.decode(Status.self, from: response.body)) ?? Status(message: String(response.text.prefix(1024)))
        status.code = response.status
        if let pause = response.retryAfter, status.details?.retryAfterSeconds == nil {
            var details = status.details ?? Status.Details()
            details.retryAfterSeconds = Int(pause.components.seconds)
            status.details = details
        }
        return status
    }
}
