import JSON
import LoadBalancerNode
import RoutingModel
import Testing

/// The constant configuration and its Lua modules in the real nginx.
@Suite(.enabled(if: Sandbox.isPossible)) struct NginxRoutingTests {
    @Test func `hosts and paths lead where the Ingress rules say`() async throws {
        let table = RoutingTable(
            defaultService: "s/default:80",
            hosts: [
                "a.example": HostRules(
                    exact: ["/exact": "s/one:80", "/foo/bar": "s/three:80", "/slash/": "s/three:80"],
                    prefix: [
                        "/foo": "s/one:80", "/foo/bar": "s/two:80", "/aaa/bbb": "s/two:80", "/exact": "s/two:80", "/sp ace": "s/one:80",
                    ],
                    literal: ["/lit": "s/one:80", "/foo/barbar": "s/three:80", "/aaa": "s/three:80"]),
                "*.wild.example": HostRules(prefix: ["/": "s/one:80"]),
                "exact.wild.example": HostRules(prefix: ["/only": "s/two:80"]),
                "": HostRules(exact: ["/everywhere": "s/three:80"]),
            ],
            services: [
                "s/one:80": [Tables.peer(0)], "s/two:80": [Tables.peer(1)], "s/three:80": [Tables.peer(2)],
                "s/default:80": ["127.0.1.99:9000"],
            ])
        // 0 stands for the default service, which refuses.
        let cases: [(String, String, Int)] = [
            ("a.example", "/exact", 1), ("a.example", "/exact/", 2), ("a.example", "/exact/x", 2), ("a.example", "/Exact", 0),
            ("a.example", "/foo", 1), ("a.example", "/foo/", 1), ("a.example", "/foo/x", 1), ("a.example", "/foo?q=/foo/bar", 1),
            ("a.example", "/foo/bar", 3), ("a.example", "/foo/bar/", 2), ("a.example", "/foo/bar/x/y", 2), ("a.example", "/foo/barx", 1),
            ("a.example", "/foo/barbarx", 3), ("a.example", "/foobar", 0), ("a.example", "/FOO", 0), ("a.example", "/", 0),
            ("a.example", "/aaa/bbb", 2), ("a.example", "/aaa/bbb/ccc", 2), ("a.example", "/aaa/bbbxyz", 3), ("a.example", "/aaaccc", 3),
            ("a.example", "/slash/", 3), ("a.example", "/slash", 0), ("a.example", "/lit", 1), ("a.example", "/literal", 1),
            ("a.example", "/x/../foo", 1), ("a.example", "//foo", 1), ("a.example", "/%66oo", 1), ("a.example", "/sp%20ace/x", 1),
            ("A.EXAMPLE", "/foo", 1), ("a.example:8000", "/foo", 1), ("a.example.", "/foo", 1), ("b.a.example", "/foo", 0),
            ("x.wild.example", "/any", 1), ("x.y.wild.example", "/any", 0), ("wild.example", "/any", 0),
            ("exact.wild.example", "/only", 2), ("exact.wild.example", "/other", 1),
            ("unknown.example", "/everywhere", 3), ("a.example", "/everywhere", 3), ("x.wild.example", "/everywhere", 1),
            ("unknown.example", "/", 0), ("127.0.0.1", "/", 0),
        ]
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(RevisedTable(table))
            for (host, path, expected) in cases {
                let reply = try await sandbox.get(host, path)
                if expected == 0 {
                    #expect(reply.status == 502, "\(host)\(path)")
                } else {
                    #expect(reply["address"] == Sandbox.backends[expected - 1], "\(host)\(path)")
                    #expect(reply["uri"] == path, "the path reaches the Pod as it was sent")
                }
            }
        }
    }

    @Test func `an unknown host gets 404, a service without endpoints 503, and other hosts go on`() async throws {
        try await Sandbox.with { sandbox in
            #expect(try await sandbox.get("a.example").status == 503, "no table yet")
            let table = RoutingTable(
                hosts: ["a.example": HostRules(prefix: ["/": "s/a:80"]), "empty.example": HostRules(prefix: ["/": "s/empty:80"])],
                services: ["s/a:80": [Tables.peer(0)], "s/empty:80": []])
            _ = try await sandbox.admin.put(RevisedTable(table))
            #expect(try await sandbox.get("unknown.example").status == 404)
            #expect(try await sandbox.get("empty.example").status == 503)
            #expect(try await sandbox.get("a.example").status == 200)
        }
    }

    @Test func `the Pod learns the client's own address and no forged one`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple([Tables.peer(0)]))
            let forged = [
                "X-Forwarded-For: 6.6.6.6", "X-Real-IP: 6.6.6.6", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example",
                "Forwarded: for=6.6.6.6", "Proxy: http://evil.example", "X-Request-ID: not plain", "X-Forwarded-Scheme: https",
                "X-Forwarded-Prefix: /evil", "X-Forwarded-Ssl: on", "X-Forwarded-Server: evil", "X-Original-Forwarded-For: 6.6.6.6",
            ]
            let reply = try await sandbox.get("a.example", "/", ["--interface", "127.0.0.7"] + forged.flatMap { ["-H", $0] })
            #expect(reply["forwarded-for"] == "127.0.0.7")
            #expect(reply["real-ip"] == "127.0.0.7")
            #expect(reply["proto"] == "http")
            #expect(reply["forwarded-host"] == "a.example")
            #expect(reply["host"] == "a.example")
            #expect(reply["forwarded"] == "")
            #expect(reply["proxy"] == "")
            #expect(reply["others"] == "http,,,,")
            #expect(reply["request-id"]?.count == 32)
            #expect(reply["protocol"] == "HTTP/1.1")
            #expect(try await sandbox.get("a.example", "/", ["-H", "X-Request-ID: abc-123.def"])["request-id"] == "abc-123.def")
        }
    }

    @Test func `only WebSocket is upgraded`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple([Tables.peer(0)]))
            let socket = try await sandbox.get("a.example", "/", ["-H", "Connection: Upgrade", "-H", "Upgrade: WebSocket"])
            #expect(socket["upgrade"] == "websocket")
            #expect(socket["connection"] == "upgrade")
            let smuggled = try await sandbox.get("a.example", "/", ["-H", "Connection: Upgrade", "-H", "Upgrade: h2c"])
            #expect(smuggled["upgrade"] == "")
            #expect(smuggled["connection"] == "")
        }
    }

    @Test func `connections to Pods are kept and used again`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple([Tables.peer(0)]))
            var serials: Set<String> = []
            for _ in 0..<10 { serials.insert(try #require(try await sandbox.get("a.example")["serial"])) }
            // Each worker keeps its own.
            #expect(serials.count <= sandbox.pids.count - 1)
        }
    }

    @Test func `the access log is JSON with the client, the service and the peer`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple([Tables.peer(0)]))
            _ = try await sandbox.get("a.example", "/x?\"y", ["--interface", "127.0.0.7", "-A", "agent \"x\""])
            var line = ""
            try await eventually("the line is written") {
                line = String(decoding: NodeFile.readIfPresent("\(sandbox.root)/var/log/nginx/access.log") ?? [], as: UTF8.self)
                return line.hasSuffix("\n")
            }
            let entry = try JSONValue(parsing: Array(line.utf8.dropLast()))
            #expect(entry["remote_addr"] == "127.0.0.7")
            #expect(entry["service"] == "s/a:80")
            #expect(entry["upstream_addr"]?.stringValue == Tables.peer(0))
            #expect(entry["status"] == 200)
            #expect(entry["user_agent"] == "agent \"x\"")
        }
    }
}
