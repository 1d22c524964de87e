import HTTPTransport
import JSON
import KubernetesAPI
import Testing

@testable import KubernetesClient

/// What the server sees of a call that is given up.
@Suite(.timeLimit(.minutes(2))) struct CancellationTests {
    private func client(_ server: TestServer, silence: Duration = .seconds(150)) throws -> KubernetesClient {
        try KubernetesClient(
            configuration: KubernetesConfiguration(server: server.url), retryPolicy: RetryPolicy(attempts: 2, firstPause: .milliseconds(1)),
            watchSilenceLimit: silence)
    }

    private static let event = #"{"type":"ADDED","object":{"metadata":{"name":"a"}}}"# + "\n"

    @Test func `cancelling a call closes its connection and sends it no more`() async throws {
        try await TestServer.with { _, _ in
            .silence
        } _: { server in
            let client = try client(server)
            let task = Task { try await client.get(Service.self, "a", namespace: "n") }
            #expect(try await eventually { server.requests.count == 1 })
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
            #expect(try await eventually { server.closed == 1 })
            #expect(server.requests.count == 1)
            await client.shutdown()
        }
    }

    @Test func `a watch that is left closes its connection`() async throws {
        try await TestServer.with { _, _ in
            .open(pieces: [Self.event, Self.event])
        } _: { server in
            let client = try client(server)
            for try await _ in client.watch(Service.self) { break }
            #expect(try await eventually { server.closed == 1 })
            await client.shutdown()
        }
    }

    @Test func `a watch that is cancelled while it waits closes its connection`() async throws {
        try await TestServer.with { _, _ in
            .open(pieces: [Self.event])
        } _: { server in
            let client = try client(server)
            let task = Task { for try await _ in client.watch(Service.self) {} }
            #expect(try await eventually { server.requests.count == 1 })
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            _ = await task.result
            #expect(try await eventually { server.closed == 1 })
            await client.shutdown()
        }
    }

    @Test func `a watch that goes silent is given up, as a loss of the connection that may be tried again`() async throws {
        try await TestServer.with { _, _ in
            .open(pieces: [Self.event])
        } _: { server in
            let client = try client(server, silence: .milliseconds(300))
            let start = ContinuousClock.now
            var count = 0
            let error = try await #require(throws: KubernetesError.self) {
                for try await _ in client.watch(Service.self) { count += 1 }
            }
            #expect(count == 1 && error.isTransient)
            #expect(ContinuousClock.now - start < .seconds(30))
            guard case .transport(let cause, _) = error else { return #expect(Bool(false), "\(error)") }
            #expect(cause.code == .deadlineExceeded)
            #expect(try await eventually { server.closed == 1 })
            await client.shutdown()
        }
    }

    @Test func `many watches leave room for calls`() async throws {
        try await TestServer.with { request, _ in
            request.uri.contains("watch=true") ? .open(pieces: []) : .answer(200, body: Array(#"{"metadata":{"name":"a"}}"#.utf8))
        } _: { server in
            let client = try client(server)
            await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { for try await _ in client.watch(Service.self) {} } }
                do {
                    #expect(try await eventually { server.requests.count == 50 })
                    for _ in 0..<5 { _ = try await client.get(Service.self, "a", namespace: "n") }
                } catch { Issue.record(error) }
                group.cancelAll()
            }
            await client.shutdown()
        }
    }

    @Test func `all attempts together have a time, after which the last word of the server counts`() async throws {
        try await TestServer.with { _, _ in
            .answer(429, headers: ["Retry-After": "2"])
        } _: { server in
            var client = try client(server)
            client.retryPolicy = RetryPolicy(attempts: 10)
            client.totalDeadline = .seconds(1)
            let start = ContinuousClock.now
            let error = try await #require(throws: KubernetesError.self) { try await client.get(Service.self, "a", namespace: "n") }
            #expect(error.isTooManyRequests && error.retryAfter == .seconds(2))
            #expect(ContinuousClock.now - start < .seconds(10) && server.requests.count == 1)
            await client.shutdown()
        }
    }

    @Test func `an attempt that gets no answer leaves time for the next`() async throws {
        try await TestServer.with { _, count in
            count == 1 ? .silence : .answer(200, body: Array(#"{"metadata":{"name":"a"}}"#.utf8))
        } _: { server in
            var client = try client(server)
            client.deadline = .seconds(1)
            _ = try await client.get(Service.self, "a", namespace: "n")
            #expect(server.requests.count == 2)
            await client.shutdown()
        }
    }
}
