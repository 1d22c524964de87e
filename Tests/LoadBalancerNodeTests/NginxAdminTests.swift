import HTTPTransport
import JSON
import LoadBalancerNode
import RoutingModel
import Testing

/// The administration API of the real nginx.
@Suite(.enabled(if: Sandbox.isPossible)) struct NginxAdminTests {
    @Test func `a table with anything wrong in it changes nothing`() async throws {
        let wrong: [(String, RoutingTable)] = [
            ("unknown service", RoutingTable(hosts: ["a.example": HostRules(prefix: ["/": "s/none:80"])])),
            ("unknown default", RoutingTable(defaultService: "s/none:80")),
            ("name for an address", RoutingTable(services: ["s/a:80": ["localhost:80"]])),
            ("address", RoutingTable(services: ["s/a:80": ["300.0.0.1:80"]])),
            ("port", RoutingTable(services: ["s/a:80": ["10.0.0.1:65536"]])),
            ("no port", RoutingTable(services: ["s/a:80": ["10.0.0.1"]])),
            ("IPv6 without brackets", RoutingTable(services: ["s/a:80": ["::1:80"]])),
            ("service name", RoutingTable(services: ["s a": []])),
            ("host", RoutingTable(hosts: ["A.example": HostRules(prefix: [:])])),
            ("wildcard", RoutingTable(hosts: ["a.*.example": HostRules()])),
            ("path", RoutingTable(hosts: ["b.example": HostRules(exact: ["x": "s/a:80"])], services: ["s/a:80": []])),
            ("prefix", RoutingTable(hosts: ["b.example": HostRules(prefix: ["/x/": "s/a:80"])], services: ["s/a:80": []])),
            ("control", RoutingTable(hosts: ["b.example": HostRules(exact: ["/x\ny": "s/a:80"])], services: ["s/a:80": []])),
        ]
        try await Sandbox.with { sandbox in
            let good = try Tables.simple([Tables.peer(0)])
            let state = try await sandbox.admin.put(good)
            for (what, table) in wrong {
                do {
                    _ = try await sandbox.admin.put(RevisedTable(table))
                    Issue.record("accepted: \(what)")
                } catch let error as NodeError {
                    #expect(error.code == .refused, "\(what): \(error)")
                }
                #expect(try await sandbox.admin.state() == state, "\(what)")
                #expect(try await sandbox.get("a.example").status == 200, "\(what)")
            }
        }
    }

    @Test func `what is not a request of the API is answered with a reason`() async throws {
        try await Sandbox.with { sandbox in
            let cases: [(String, String, String, Int)] = [
                ("PUT", "/v1/routing-table", "nonsense", 400), ("PUT", "/v1/routing-table", "[]", 422),
                ("PUT", "/v1/routing-table", "1", 400),
                ("PUT", "/v1/routing-table", #"{"format":2,"revision":"a"}"#, 422), ("PUT", "/v1/routing-table", #"{"format":1}"#, 422),
                ("PUT", "/v1/routing-table", #"{"format":1,"revision":"a","hosts":3,"services":"x"}"#, 422),
                ("PUT", "/v1/routing-table", #"{"format":1,"revision":"a","hosts":{"a":{"regex":{}}}}"#, 422),
                ("PUT", "/v1/routing-table", #"{"format":1,"revision":"a","services":{"a":{"0":"10.0.0.1:80"}}}"#, 422),
                ("PATCH", "/v1/services", #"{"base":"a","revision":"b","services":{}}"#, 409),
                ("PATCH", "/v1/services", #"{"revision":"b"}"#, 422), ("PUT", "/v1/health", #"{"ready":"yes"}"#, 422),
                ("PUT", "/v1/health", #"{"ready":false,"reasons":[1]}"#, 422), ("DELETE", "/v1/state", "", 405), ("GET", "/v2", "", 404),
            ]
            let base = "http+unix://\(sandbox.root.replacing("/", with: "%2F"))%2Frun%2Fake%2Fnginx.sock"
            for (method, path, body, status) in cases {
                let response = try await sandbox.transport.send(
                    HTTPRequest(method: method, url: base + path, headers: [HTTPHeader("Host", "localhost")], body: Array(body.utf8)))
                #expect(response.status == status, "\(method) \(path) \(body): \(response.text)")
                #expect(try JSONValue(parsing: response.body)["error"]?.stringValue?.isEmpty == false)
            }
            #expect(try await sandbox.admin.state().revision == nil)
        }
    }

    @Test func `a delta on another base, or for an unknown service, is a conflict`() async throws {
        try await Sandbox.with { sandbox in
            let (one, two, three) = try (Tables.simple([Tables.peer(0)]), Tables.simple([Tables.peer(1)]), Tables.simple([Tables.peer(2)]))
            _ = try await sandbox.admin.put(one)
            let delta = try #require(TableDelta(from: two, to: three))
            await #expect { try await sandbox.admin.patch(delta) } throws: { ($0 as? NodeError)?.code == .conflict }
            var unknown = delta
            unknown.base = one.revision
            unknown.services = ["s/b:80": []]
            await #expect { try await sandbox.admin.patch(unknown) } throws: { ($0 as? NodeError)?.code == .conflict }
            #expect(try await sandbox.get("a.example")["address"] == Sandbox.backends[0])
        }
    }

    @Test func `ten thousand services are taken, routed, changed and replaced`() async throws {
        try await Sandbox.with { sandbox in
            let large = try Tables.large(10_000)
            for _ in 0..<2 {
                let state = try await sandbox.admin.put(large)
                #expect(state.services == 10_000)
                #expect(state.hosts == 10_000)
            }
            for index in [0, 4_999, 9_999] { #expect(try await sandbox.get("h\(index).example").status == 200) }
            var changed = large.table
            changed.services["s/s77:80"] = []
            let next = try RevisedTable(changed)
            let delta = try #require(TableDelta(from: large, to: next))
            #expect(delta.services == ["s/s77:80": []])
            _ = try await sandbox.admin.patch(delta)
            #expect(try await sandbox.get("h77.example").status == 503)
            #expect(try await sandbox.admin.put(Tables.simple([Tables.peer(0)])).services == 1)
            #expect(try await sandbox.get("h0.example").status == 404)
        }
    }

    @Test func `a table too large for shared memory is refused and the one in use stays`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple([Tables.peer(0)]))
            // 150 MB of long paths; shared memory has 128.
            let filler = String(repeating: "x", count: 4000)
            let hosts = (0..<100).map { host in
                let paths = (0..<375).map { "\"/\($0)/\(filler)\":\"s/a:80\"" }.joined(separator: ",")
                return "\"h\(host).example\":{\"exact\":{\(paths)}}"
            }
            let body = #"{"format":1,"revision":"large","services":{"s/a:80":[]},"hosts":{"# + hosts.joined(separator: ",") + "}}"
            let url = "http+unix://\(sandbox.root.replacing("/", with: "%2F"))%2Frun%2Fake%2Fnginx.sock/v1/routing-table"
            let response = try await sandbox.transport.send(
                HTTPRequest(method: "PUT", url: url, headers: [HTTPHeader("Host", "localhost")], body: Array(body.utf8)))
            #expect(response.status == 507)
            #expect(response.text.contains("shared memory"))
            #expect(try await sandbox.get("a.example").status == 200)
            #expect(try await sandbox.admin.put(Tables.large(1000)).services == 1000, "what was written of it is gone")
        }
    }

    @Test func `a change too large for shared memory leaves every service as it was`() async throws {
        try await Sandbox.with(replacing: ["lua_shared_dict ake 128m": "lua_shared_dict ake 4m"]) { sandbox in
            let table = try Tables.large(1000)
            let before = try await sandbox.admin.put(table)
            var changed = table.table
            // 60 kB each: not all of them fit.
            for index in 0..<60 { changed.services["s/s\(index):80"] = (0..<4000).map { "127.0.2.\($0 % 250):\(9000 + $0 / 250)" } }
            let delta = try #require(TableDelta(from: table, to: RevisedTable(changed)))
            await #expect { try await sandbox.admin.patch(delta) } throws: { "\($0)".contains("shared memory") }
            #expect(try await sandbox.admin.state() == before)
            for index in 0..<60 { #expect(try await sandbox.get("h\(index).example").status == 200) }
            #expect(try await sandbox.admin.report(HealthReport(reasons: ["there is still room for this"])).health?.ready == false)
        }
    }

    @Test func `health is 200 only with a table and a ready agent, and says why not`() async throws {
        try await Sandbox.with { sandbox in
            func health() async throws -> (Int, String) {
                let reply = try await sandbox.get("x", "/healthz", port: 8080)
                return (reply.status, reply.body)
            }
            var (status, body) = try await health()
            #expect(status == 503)
            #expect(body.contains("no routing table") && body.contains("has not reported"))
            _ = try await sandbox.admin.report(HealthReport(reasons: []))
            (status, body) = try await health()
            #expect(status == 503)
            #expect(body.contains("no routing table") && !body.contains("has not reported"))
            let table = try Tables.simple([])
            _ = try await sandbox.admin.put(table)
            (status, body) = try await health()
            #expect(status == 200)
            #expect(body.contains(table.revision))
            let state = try await sandbox.admin.report(HealthReport(reasons: ["no BGP session"]))
            #expect(state.health == HealthReport(reasons: ["no BGP session"]))
            (status, body) = try await health()
            #expect(status == 503)
            #expect(body.contains("no BGP session"))
            #expect(try await sandbox.get("x", "/", port: 8080).status == 404)
        }
    }

    @Test func `a reload keeps the table, a restart loses it and shows`() async throws {
        try await Sandbox.with { sandbox in
            let table = try Tables.simple([Tables.peer(0)])
            let first = try await sandbox.admin.put(table)
            let old = Set(sandbox.pids.dropFirst())
            try await Shell.run("kill", ["-HUP", "\(#require(sandbox.pids.first))"])
            try await eventually("the workers are new") {
                !sandbox.pids.dropFirst().isEmpty && old.isDisjoint(with: sandbox.pids.dropFirst())
            }
            #expect(try await sandbox.admin.state() == first)
            #expect(try await sandbox.get("a.example").status == 200)
            try await sandbox.stopNginx()
            try await sandbox.startNginx()
            let second = try await sandbox.admin.state()
            #expect(second.instance != first.instance)
            #expect(second.revision == nil)
        }
    }
}
