import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import LoadBalancerNode

@Suite struct NginxAdminRetryTests {
    /// Stands in for a connection that nginx' old workers close under the first requests.
    struct ClosingTransport: Transport {
        let failures: Int
        let code: TransportError.Code
        let sent = NIOLockedValueBox<[String]>([])

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let count = sent.withLockedValue { sent in
                sent.append(request.method)
                return sent.count
            }
            if count <= failures { throw TransportError(code, "closed") }
            return HTTPResponse(status: 200, body: Array(#"{"revision":"1","health":{"reasons":[]}}"#.utf8))
        }

        func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse { throw TransportError(.invalidRequest, "not here") }
    }

    @Test(arguments: [(1, TransportError.Code.connectionLost, 2), (2, .connectionLost, 2), (1, .deadlineExceeded, 1)])
    func `a read whose connection was closed is sent once more, and only once`(failures: Int, code: TransportError.Code, sent: Int) async {
        let transport = ClosingTransport(failures: failures, code: code)
        let admin = NginxAdmin(socket: "/run/ake/nginx.sock", transport: transport)
        _ = try? await admin.state()
        #expect(transport.sent.withLockedValue { $0 } == Array(repeating: "GET", count: sent))
    }

    @Test func `a change of some services is not sent again, since nginx may have it`() async throws {
        let transport = ClosingTransport(failures: 1, code: .connectionLost)
        let admin = NginxAdmin(socket: "/run/ake/nginx.sock", transport: transport)
        let delta = try #require(TableDelta(from: Tables.simple([Tables.peer(0)]), to: Tables.simple([Tables.peer(1)])))
        await #expect(throws: NodeError.self) { try await admin.patch(delta) }
        #expect(transport.sent.withLockedValue { $0 } == ["PATCH"])
    }
}
