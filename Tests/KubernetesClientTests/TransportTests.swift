import HTTPTransport
import Testing

@Suite struct TransportTests {
    @Test func `a transport that is dropped unclosed takes nobody down`() async throws {
        do { _ = try AsyncHTTPTransport() }
        let closed = try AsyncHTTPTransport()
        await closed.shutdown()
        try await Task.sleep(for: .milliseconds(50))
    }
}
