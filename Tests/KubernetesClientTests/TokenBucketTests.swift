import HTTPTransport
import KubernetesAPI
import MetricsTestKit
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(1))) struct TokenBucketTests {
    @Test func `a burst goes at once, and then one a token`() {
        var bucket = TokenBucket(rate: 10, burst: 3, now: .zero)
        let pauses = (0..<6).map { _ in bucket.reserve(now: .zero) }
        #expect(pauses == [.zero, .zero, .zero, .milliseconds(100), .milliseconds(200), .milliseconds(300)])
    }

    @Test func `tokens come back with time, up to a burst`() {
        var bucket = TokenBucket(rate: 10, burst: 2, now: .zero)
        for _ in 0..<2 { _ = bucket.reserve(now: .zero) }
        #expect(bucket.reserve(now: .milliseconds(50)) == .milliseconds(50))
        #expect(bucket.reserve(now: .seconds(60)) == .zero)
        #expect(bucket.reserve(now: .seconds(60)) == .zero)
        #expect(bucket.reserve(now: .seconds(60)) == .milliseconds(100))
    }

    @Test func `a turn that is given back is another's, and a clock that stands still or goes back does no harm`() {
        var bucket = TokenBucket(rate: 10, burst: 1, now: .seconds(5))
        _ = bucket.reserve(now: .seconds(5))
        #expect(bucket.reserve(now: .seconds(4)) == .milliseconds(100))
        bucket.giveBack(now: .seconds(4))
        #expect(bucket.reserve(now: .seconds(5)) == .milliseconds(100))
    }

    @Test("limits without sense let calls through all the same", arguments: [(0.0, 0), (-1.0, -5)])
    func nonsense(rate: Double, burst: Int) {
        var bucket = TokenBucket(rate: rate, burst: burst, now: .zero)
        #expect(bucket.reserve(now: .zero) == .zero)
    }

    @Test func `calls wait for their turn, and the wait is measured`() async throws {
        let metrics = TestMetrics()
        let transport = Recorder { _, _ in HTTPResponse(status: 200, body: Array(#"{"metadata":{"name":"a"}}"#.utf8)) }
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x"), transport: transport,
            rateLimit: .fixed(perSecond: 20, burst: 2), metricsFactory: metrics)
        let start = ContinuousClock.now
        for _ in 0..<5 { _ = try await client.get(Service.self, "a", namespace: "n") }
        #expect(ContinuousClock.now - start >= .milliseconds(140))
        let timer = try metrics.expectTimer("rest_client_rate_limiter_duration_seconds", [("verb", "GET"), ("host", "x")])
        #expect(timer.values.allSatisfy { $0 > 0 } && !timer.values.isEmpty)
    }

    @Test func `a call that is cancelled while it waits leaves its turn to others`() async throws {
        let limiter = RateLimiter(.fixed(perSecond: 0.01, burst: 1))
        #expect(try await limiter.wait(within: .seconds(60)) == .zero)
        let task = Task { try await limiter.wait(within: .seconds(3600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a limit of its own is kept only for a server that has none`() async throws {
        let limiter = RateLimiter(.automatic)
        let limit = Duration.seconds(60)
        for _ in 0..<200 { #expect(try await limiter.wait(within: limit) == .zero) }
        limiter.answered(isClassified: false)
        for _ in 0..<100 { #expect(try await limiter.wait(within: limit) == .zero) }
        #expect(try await limiter.wait(within: limit) != .zero)
        limiter.answered(isClassified: true)
        for _ in 0..<200 { #expect(try await limiter.wait(within: limit) == .zero) }
    }

    @Test func `a call whose turn would come too late fails at once, and takes no turn`() async throws {
        let transport = Recorder { _, _ in HTTPResponse(status: 200, body: Array(#"{"metadata":{"name":"a"}}"#.utf8)) }
        var client = try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x"), transport: transport, rateLimit: .fixed(perSecond: 0.01, burst: 1))
        client.totalDeadline = .seconds(50)
        _ = try await client.get(Service.self, "a", namespace: "n")
        for _ in 0..<3 {
            let error = await #expect(throws: KubernetesError.self) { try await client.get(Service.self, "a", namespace: "n") }
            #expect(error?.description.contains("rate limit leaves no turn within") == true)
        }
        client.totalDeadline = .seconds(101)
        let waiting = Task { [client] in try await client.get(Service.self, "a", namespace: "n") }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}
