import HTTPTransport

/// A transport behind a ``LeadershipFence``: whatever may change something outside is sent only while the lease certainly counts, and given up
/// when it lapses meanwhile. GET, HEAD and OPTIONS pass always.
///
/// Put it before every service that this process writes to as the leader, the API server as well as others.
public struct FencedTransport: Transport {
    private let base: any Transport
    private let fence: LeadershipFence

    /// Puts a fence before a transport.
    public init(base: any Transport, fence: LeadershipFence) {
        self.base = base
        self.fence = fence
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard Self.mayChangeSomething(request) else { return try await base.send(request) }
        return try await guarded(request) { try await base.send(request) }
    }

    public func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        guard Self.mayChangeSomething(request) else { return try await base.stream(request) }
        return try await guarded(request) { try await base.stream(request) }
    }

    // Asked when it begins, all the while, and once more right before the server has anything to act on.
    private func guarded<Value: Sendable>(_ request: HTTPRequest, _ body: @escaping @Sendable () async throws -> Value) async throws
        -> Value
    {
        let call = "\(request.method) \(request.url)"
        let fence = fence
        let check = SendCheck { if !fence.isOpen { throw LeadershipLapsed(call: call) } }
        return try await SendCheck.$current.withValue(check) {
            try await fence.whileOpen(call, body)
        }
    }

    static func mayChangeSomething(_ request: HTTPRequest) -> Bool {
        switch request.method {
        case "GET", "HEAD", "OPTIONS": false
        default: true
        }
    }
}
