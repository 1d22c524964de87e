import ControllerRuntime
import HTTPTransport
import KubernetesAPI
import KubernetesClient
import NIOConcurrencyHelpers
import Testing

@Suite(.timeLimit(.minutes(1))) struct ClosedWatchTests {
    /// A server with an empty collection behind a proxy that closes every watch at once.
    private final class ClosingTransport: Transport {
        let watches = NIOLockedValueBox(0)

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            HTTPResponse(status: 200, body: Array(#"{"metadata": {"resourceVersion": "1"}, "items": []}"#.utf8))
        }

        func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
            watches.withLockedValue { $0 += 1 }
            return HTTPStreamingResponse(status: 200, headers: [], body: AsyncThrowingStream<[UInt8], any Error> { $0.finish() })
        }
    }

    @Test func `watches that end at once are begun anew less and less often`() async throws {
        let transport = ClosingTransport()
        let client = try KubernetesClient(configuration: KubernetesConfiguration(server: "http://x"), transport: transport)
        let reflector = Reflector(
            KubernetesAPI.Service.self, client: client, timing: ReflectorTiming(firstBackoff: .milliseconds(100)),
            lists: ListGate(limit: 1),
            logger: ReflectorBench.quiet)
        let started = ContinuousClock.now
        let running = Task { try await reflector.run() }
        try await eventually("five watches") { transport.watches.withLockedValue { $0 } >= 5 }
        // Two streamed lists and three watches, with four pauses between them.
        #expect(ContinuousClock.now - started >= .milliseconds(400))
        running.cancel()
        try await running.value
    }
}
