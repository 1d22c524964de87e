import JSON
import Testing

@testable import LabBIGIP

/// Real packets: the program itself in a namespace between a client and two servers.
@Suite(.enabled(if: Namespaces.arePossible, "needs root for network namespaces"), .serialized, .timeLimit(.minutes(2)))
struct PacketTests {
    static let vip = "http://198.51.100.10"

    struct Network: Sendable {
        let namespaces = Namespaces()
        let folder: String

        /// A request to iControl from the L4 itself.
        func configure(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
            var arguments = [
                "curl", "-sS", "--fail-with-body", "--cacert", folder + "/ca.pem", "-u", "admin:secret", "-X", method,
                "https://127.0.0.1/mgmt/tm/ltm" + path,
            ]
            if let body { arguments += ["-H", "Content-Type: application/json", "-d", body.serializedString] }
            let text = try await namespaces.inside("l4", arguments)
            return text.isEmpty ? .null : try JSONValue(parsing: text)
        }

        /// Asks the VIP as the client: the answer of the server behind it.
        func ask(_ path: String = "/") async throws -> JSONValue {
            try JSONValue(parsing: try await namespaces.inside("client", ["curl", "-sS", "-m", "5", PacketTests.vip + path]))
        }

        /// The servers that answered `count` requests.
        func servers(_ count: Int = 4) async throws -> [String: Int] {
            var answered: [String: Int] = [:]
            for _ in 0..<count { answered[try await ask()["pod"]?.stringValue ?? "none", default: 0] += 1 }
            return answered
        }

        func memberState(_ name: String) async throws -> String? {
            try await configure("GET", "/pool/web/members/~Common~\(name)")["state"]?.stringValue
        }
    }

    static let hosts = [
        (name: "client", gateway: "203.0.113.1", address: "203.0.113.10"), (name: "b1", gateway: "10.10.1.1", address: "10.10.1.11"),
        (name: "b2", gateway: "10.10.2.1", address: "10.10.2.12"),
    ]

    /// The network with the stand-in and both servers running; `health` ends a server's health port.
    static func running(_ body: @Sendable @escaping (Network, _ stopHealth: @Sendable (String) -> Void) async throws -> Void) async throws {
        try await BoxHost.withTemporaryFolder { try await running(in: $0, body) }
    }

    private static func running(
        in folder: String, _ body: @Sendable @escaping (Network, _ stopHealth: @Sendable (String) -> Void) async throws -> Void
    ) async throws {
        let network = Network(folder: folder)
        let (stops, stop) = AsyncStream<String>.makeStream()
        do {
            try await network.namespaces.up(hosts)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    try await network.namespaces.serve(
                        "l4", [Namespaces.program, "bigip", "--listen", "127.0.0.1:443", "--state", network.folder, "--password", "secret"])
                }
                for server in ["b1", "b2"] {
                    tasks.addTask {
                        try await network.namespaces.serve(server, [Namespaces.program, "echo", "--pod", server, "--port", "80"])
                    }
                }
                tasks.addTask { try await health(network, stops) }
                defer { tasks.cancelAll() }
                let ready = try await BoxHost.eventually(within: .seconds(20)) { (try? await network.configure("GET", "/pool")) != nil }
                #expect(ready, "the stand-in did not start")
                try await body(network) { stop.yield($0) }
            }
        } catch {
            await network.namespaces.down(hosts.map(\.name))
            throw error
        }
        await network.namespaces.down(hosts.map(\.name))
    }

    /// The health ports of both servers, until each is told to stop.
    private static func health(_ network: Network, _ stops: AsyncStream<String>) async throws {
        try await withThrowingTaskGroup(of: String.self) { ports in
            for server in ["b1", "b2"] {
                ports.addTask {
                    try await network.namespaces.serve(server, [Namespaces.program, "echo", "--pod", server, "--port", "8080"])
                    return server
                }
            }
            for await server in stops {
                let pids = try await network.namespaces.inside(server, ["ss", "-Hltnp", "sport = :8080"])
                guard let found = pids.firstMatch(of: /pid=(\d+)/) else { continue }
                try await network.namespaces.run(["kill", String(found.1)])
            }
            ports.cancelAll()
        }
    }

    private static func makeVIP(_ network: Network, members: [String]) async throws {
        _ = try await network.configure(
            "POST", "/monitor/http",
            [
                "name": "m", "send": "GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n", "recv": "^HTTP/1\\.[01] 200",
                "destination": "*:8080", "interval": 1, "timeout": 2,
            ])
        _ = try await network.configure("POST", "/pool", ["name": "web", "monitor": "/Common/m"])
        for member in members { _ = try await network.configure("POST", "/pool/web/members", ["name": .string(member)]) }
        _ = try await network.configure("POST", "/virtual", ["name": "web-80", "destination": "198.51.100.10:80", "pool": "web"])
    }

    private static func isUp(_ network: Network, _ member: String) async throws -> Bool {
        try await BoxHost.eventually(within: .seconds(15)) { try await network.memberState(member) == "up" }
    }

    @Test func `members take turns, see the client, leave when down and join when added, and connections that run go on`() async throws {
        try await Self.running { network, stopHealth in
            // Before any member answered, the VIP refuses.
            try await Self.makeVIP(network, members: [])
            await #expect(throws: LabBIGIPError.self) { try await network.ask() }

            _ = try await network.configure("POST", "/pool/web/members", ["name": "10.10.1.11:80"])
            #expect(try await Self.isUp(network, "10.10.1.11:80"))
            let first = try await BoxHost.eventually { (try? await network.ask())?["pod"] == "b1" }
            #expect(first)
            let answer = try await network.ask()
            #expect(answer["peer"] == "203.0.113.10", "the server sees the client's own address")

            // One joins.
            _ = try await network.configure("POST", "/pool/web/members", ["name": "10.10.2.12:80"])
            #expect(try await Self.isUp(network, "10.10.2.12:80"))
            let both = try await BoxHost.eventually { try await network.servers(4) == ["b1": 2, "b2": 2] }
            #expect(both)

            // One goes down: it leaves the rotation, and what runs there goes on to its end.
            async let running = network.ask("/sleep/4000")
            async let other = network.ask("/sleep/4000")
            try await Task.sleep(for: .milliseconds(300))
            let curled = try await network.configure("GET", "/pool/web/stats").serializedString
            #expect(curled.contains("\"serverside.curConns\":{\"value\":2}"), "\(curled)")
            stopHealth("b1")
            let left = try await BoxHost.eventually(within: .seconds(10)) { try await network.memberState("10.10.1.11:80") == "down" }
            #expect(left)
            let alone = try await BoxHost.eventually { try await network.servers(3) == ["b2": 3] }
            #expect(alone)
            let ended = try await [running, other]
            #expect(Set(ended.compactMap { $0["pod"]?.stringValue }) == ["b1", "b2"])

            // A disabled member takes nothing new; without any the VIP refuses with a reset, at once.
            _ = try await network.configure("PATCH", "/pool/web/members/~Common~10.10.2.12:80", ["session": "user-disabled"])
            let refused = try await BoxHost.eventually { (try? await network.ask()) == nil }
            #expect(refused)
            let start = ContinuousClock.now
            await #expect(throws: LabBIGIPError.self) { try await network.ask() }
            #expect(ContinuousClock.now - start < .seconds(3))
        }
    }

    @Test func `automap hides the client, as asked for`() async throws {
        try await Self.running { network, _ in
            try await Self.makeVIP(network, members: ["10.10.1.11:80"])
            #expect(try await Self.isUp(network, "10.10.1.11:80"))
            _ = try await network.configure("PATCH", "/virtual/web-80", ["sourceAddressTranslation": ["type": "automap"]])
            let hidden = try await BoxHost.eventually { (try? await network.ask())?["peer"] == "10.10.1.1" }
            #expect(hidden)
        }
    }
}
