import JSON
import NIOCore
import NIOPosix
import Testing

@testable import LabBIGIP

/// Monitors that probe for real, on the loopback.
@Suite(.timeLimit(.minutes(1))) struct MonitorTests {
    /// A server that answers everything with one text, and counts.
    static func server(answer: String) async throws -> any Channel {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Answering(text: answer)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let text: String

        init(text: String) { self.text = text }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            context.close(promise: nil)
        }
    }

    static let monitor: JSONValue = [
        "name": "m", "send": "GET /healthz HTTP/1.1\\r\\n\\r\\n", "recv": "^HTTP/1\\.[01] 200", "interval": 1, "timeout": 2,
    ]

    static func state(_ box: BoxHost) async throws -> JSONValue? {
        try await box.send("GET", "/mgmt/tm/ltm/pool/web/members").body["items"]?[0]?["state"]
    }

    @Test func `a member is up with its first good answer and down a timeout after the last`() async throws {
        let server = try await Self.server(answer: "HTTP/1.1 200 OK\r\n\r\n")
        let port = try #require(server.localAddress?.port)
        try await BoxHost.running { box in
            var monitor = Self.monitor
            monitor["destination"] = .string("*:\(port)")
            _ = try await box.send("POST", "/mgmt/tm/ltm/monitor/http", monitor)
            _ = try await box.send("POST", "/mgmt/tm/ltm/pool", ["name": "web", "monitor": "/Common/m", "members": ["127.0.0.1:80"]])
            _ = try await box.send("POST", "/mgmt/tm/ltm/virtual", ["name": "v", "destination": "198.51.100.10:80", "pool": "web"])
            let up = try await BoxHost.eventually { try await Self.state(box) == "up" }
            #expect(up)
            let used = try await BoxHost.eventually { box.filter.rulesets.last?.contains("0 : 127.0.0.1 . 80") == true }
            #expect(used)
            let stats = try await box.send("GET", "/mgmt/tm/ltm/pool/web/members/~Common~127.0.0.1:80/stats")
            let entries = stats.body["entries"]?.objectValue?.values.first?["nestedStats"]?["entries"]
            #expect(entries?["status.availabilityState"]?["description"] == "available")
            try await server.close()
            let down = try await BoxHost.eventually { try await Self.state(box) == "down" }
            #expect(down)
            let unused = try await BoxHost.eventually { box.filter.rulesets.last?.contains("127.0.0.1") == false }
            #expect(unused)
        }
    }

    @Test(arguments: ["HTTP/1.1 503 Service Unavailable\r\n\r\n", "nonsense"])
    func `a bad answer is no answer`(answer: String) async throws {
        let server = try await Self.server(answer: answer)
        let plan = try plan(.http, port: #require(server.localAddress?.port), receive: "^HTTP/1\\.[01] 200")
        #expect(await Probe.run(plan, on: .singletonMultiThreadedEventLoopGroup) == false)
        try await server.close()
    }

    @Test func `a tcp monitor is content with a connection`() async throws {
        let server = try await Self.server(answer: "")
        let port = try #require(server.localAddress?.port)
        #expect(await Probe.run(plan(.tcp, port: port), on: .singletonMultiThreadedEventLoopGroup))
        try await server.close()
        #expect(await Probe.run(plan(.tcp, port: port), on: .singletonMultiThreadedEventLoopGroup) == false)
    }

    @Test func `an https monitor speaks TLS and verifies no certificate`() async throws {
        try await BoxHost.running { box in
            let plan = plan(.https, port: box.port, send: "GET /mgmt/tm/sys/version HTTP/1.1\r\nHost: x\r\n\r\n", receive: "401")
            #expect(await Probe.run(plan, on: .singletonMultiThreadedEventLoopGroup))
        }
    }

    func plan(_ kind: ProbePlan.Kind, port: Int, send: String = "", receive: String = "") -> ProbePlan {
        ProbePlan(
            member: MemberID(pool: Samples.web, member: ObjectPath("/Common/127.0.0.1:80")), monitor: ObjectPath("/Common/m"), kind: kind,
            address: "127.0.0.1", port: port, send: kind == .http ? "GET /\r\n\r\n" : send, receive: receive, interval: .seconds(1),
            timeout: .seconds(2))
    }
}
