import HTTPTransport
import Testing

@testable import KubernetesClient

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(attempts: 3, firstPause: .milliseconds(100), longestPause: .seconds(2))

    private func pause(_ method: String, _ status: Int, retryAfter: String? = nil, attempt: Int = 1) -> Duration? {
        let headers = retryAfter.map { [HTTPHeader("retry-after", $0)] } ?? []
        return policy.pause(
            afterAttempt: attempt, of: HTTPRequest(method: method, url: "/"),
            outcome: .success(HTTPResponse(status: status, headers: headers)))
    }

    private func pause(_ method: String, _ code: TransportError.Code) -> Duration? {
        policy.pause(afterAttempt: 1, of: HTTPRequest(method: method, url: "/"), outcome: .failure(TransportError(code, "")))
    }

    @Test("answers that are final are not asked again", arguments: [200, 400, 401, 403, 404, 409, 410, 422])
    func final(status: Int) {
        #expect(pause("GET", status) == nil)
    }

    @Test("a read is sent again when the server failed", arguments: [429, 500, 502, 503, 504])
    func readAgain(status: Int) {
        #expect(pause("GET", status) == .milliseconds(100))
        #expect(pause("GET", status, attempt: 2) == .milliseconds(200))
        #expect(pause("GET", status, attempt: 3) == nil)
    }

    @Test("a create is not sent again when the server may have acted on it", arguments: [500, 502, 503, 504])
    func createOnce(status: Int) {
        #expect(pause("POST", status) == nil)
    }

    @Test func `a create that was turned away unread is sent again`() {
        #expect(pause("POST", 429, retryAfter: "1") == .seconds(1))
        #expect(pause("POST", 429, retryAfter: "20") == .seconds(20))
        #expect(pause("PATCH", 503, retryAfter: "5") == .seconds(5))
        #expect(pause("POST", 500, retryAfter: "5") == nil)
        #expect(pause("POST", .notConnected) != nil)
        #expect(pause("POST", .connectionLost) == nil)
        #expect(pause("POST", .deadlineExceeded) == nil)
    }

    @Test func `a pause that the server asks for is kept, or the call is given up; it is never cut short`() {
        #expect(pause("GET", 503, retryAfter: "30") == .seconds(30))
        #expect(pause("GET", 503, retryAfter: "31") == nil)
        #expect(pause("POST", 429, retryAfter: "31") == nil)
    }

    @Test(
        "a read is sent again when the connection failed",
        arguments: [TransportError.Code.notConnected, .connectionLost, .deadlineExceeded, .tls])
    func connection(code: TransportError.Code) {
        #expect(pause("GET", code) != nil)
    }

    @Test("what cannot get better is not tried again", arguments: [TransportError.Code.invalidRequest, .responseTooLarge])
    func hopeless(code: TransportError.Code) {
        #expect(pause("GET", code) == nil)
    }
}
