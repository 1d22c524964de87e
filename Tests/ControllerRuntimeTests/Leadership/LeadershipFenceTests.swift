import Glibc
import HTTPTransport
import KubernetesClient
import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct LeadershipFenceTests {
    /// Answers everything, at once or never.
    private struct Echo: Transport {
        let sent = NIOLockedValueBox<[String]>([])
        var hangs = false

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            sent.withLockedValue { $0.append(request.method) }
            if hangs { try await Task.sleep(for: .seconds(3600)) }
            return HTTPResponse(status: 200)
        }

        func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse { throw TestFailure() }
    }

    private func request(_ method: String) -> HTTPRequest { HTTPRequest(method: method, url: "http://x/\(method)") }

    @Test func `it is shut until a lease is held, and shut again when that may have lapsed`() throws {
        let time = NIOLockedValueBox(ContinuousClock.now)
        let fence = LeadershipFence(now: { time.withLockedValue { $0 } })
        #expect(throws: LeadershipLapsed.self) { try fence.check() }
        let start = time.withLockedValue { $0 }
        fence.extend(until: start + .seconds(10))
        fence.extend(until: start + .seconds(8))
        time.withLockedValue { $0 += .seconds(9) }
        try fence.check()
        #expect(fence.timeLeft == .seconds(1))
        time.withLockedValue { $0 += .seconds(1) }
        #expect(throws: LeadershipLapsed.self) { try fence.check() }
        fence.extend(until: start + .seconds(20))
        try fence.check()
        fence.close()
        #expect(throws: LeadershipLapsed.self) { try fence.check() }
    }

    @Test func `one that is always open stays open`() throws {
        LeadershipFence.open.close()
        LeadershipFence.open.extend(until: .now - .seconds(1))
        try LeadershipFence.open.check()
        #expect(LeadershipFence.open.timeLeft == nil)
    }

    @Test(arguments: [
        ("GET", true), ("HEAD", true), ("OPTIONS", true), ("POST", false), ("PUT", false), ("PATCH", false), ("DELETE", false),
    ])
    func `only what may change something needs the lease`(method: String, passes: Bool) async throws {
        let echo = Echo()
        let transport = FencedTransport(base: echo, fence: LeadershipFence())
        if passes {
            _ = try await transport.send(request(method))
        } else {
            let error = await #expect(throws: LeadershipLapsed.self) { try await transport.send(request(method)) }
            #expect(error?.description.contains("\(method) http://x/\(method)") == true)
        }
        #expect(echo.sent.withLockedValue { $0 } == (passes ? [method] : []))
    }

    @Test func `a write under way is given up when the lease lapses, and goes on while it is renewed`() async throws {
        let fence = LeadershipFence()
        let start = ContinuousClock.now
        fence.extend(until: start + .milliseconds(100))
        let transport = FencedTransport(base: Echo(hangs: true), fence: fence)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: LeadershipLapsed.self) { try await transport.send(HTTPRequest(method: "POST", url: "http://x")) }
            }
            fence.extend(until: start + .milliseconds(400))
            try await group.waitForAll()
        }
        #expect(ContinuousClock.now - start >= .milliseconds(400))
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a fence that is closed waits for the writes under way`() async throws {
        let fence = LeadershipFence()
        fence.extend(until: .now + .seconds(60))
        let ended = NIOLockedValueBox(false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let begun = NIOLockedValueBox(false)
            group.addTask {
                try? await fence.whileOpen("a write") {
                    begun.withLockedValue { $0 = true }
                    try? await Task.sleep(for: .milliseconds(200))
                    ended.withLockedValue { $0 = true }
                }
            }
            try await eventually("it is under way") { begun.withLockedValue { $0 } }
            fence.close()
            await fence.settle(within: .seconds(10))
            #expect(ended.withLockedValue { $0 })
        }
    }

    @Test(arguments: ["POST", "DELETE"]) func `a write whose lease lapses while its connection is made is not sent, with a body or without`(
        method: String
    ) async throws {
        try await Cluster.with { cluster in
            let path = "/api/v1/namespaces/default/services"
            try cluster.put("there")
            @Sendable func write(_ client: KubernetesClient) async throws {
                if method == "POST" {
                    try await client.create(cluster.service("new"))
                } else {
                    _ = try await client.call("DELETE", "\(path)/there")
                }
            }
            @Sendable func exists(_ name: String) -> Bool { cluster.server.object("services", namespace: "default", name: name) != nil }
            let asked = NIOLockedValueBox(0)
            let start = ContinuousClock.now
            // The clock jumps, as after a stop of the process, between the decision to send and the sending.
            let fence = LeadershipFence(now: {
                let count = asked.withLockedValue { asked in
                    asked += 1
                    return asked
                }
                return count <= 2 ? start : start + .seconds(60)
            })
            fence.extend(until: start + .seconds(30))
            let client = cluster.client.wrappingTransport { FencedTransport(base: $0, fence: fence) }
            await #expect(throws: LeadershipLapsed.self) { try await write(client) }
            #expect(exists("there") && !exists("new"))
            #expect(!cluster.server.requests.contains { $0.isWrite && $0.status != 0 })
            try await write(cluster.client.wrappingTransport { FencedTransport(base: $0, fence: .open) })
            #expect(exists("there") == (method == "POST") && exists("new") == (method == "POST"))
        }
    }

    @Test func `time is told by the clock that goes on while the machine is suspended`() {
        func boottime() -> Duration {
            var time = timespec()
            clock_gettime(CLOCK_BOOTTIME, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let before = boottime()
        // An instant tells nothing but its distance from others, except by what it encodes.
        let instant = ContinuousClock.now
        let after = boottime()
        let value = Mirror(reflecting: instant).children.first?.value as? Duration
        #expect(value.map { before <= $0 && $0 <= after } == true)
    }
}
