import LoadBalancerNode
import Testing

/// Retries, ejection and changes of endpoints in the real nginx.
@Suite(.enabled(if: Sandbox.isPossible)) struct NginxBalancingTests {
    @Test func `requests are spread over all endpoints`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple([0, 1, 2].map(Tables.peer)))
            var counts: [String: Int] = [:]
            for address in try await sandbox.addresses("a.example", 30) { counts[address, default: 0] += 1 }
            #expect(counts.count == 3)
            #expect(counts.values.allSatisfy { $0 >= 6 })
        }
    }

    @Test func `a refusing endpoint costs no request, and is left out for a while`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple(["127.0.1.99:9000", "127.0.1.98:9000", Tables.peer(1)]))
            for _ in 0..<12 {
                let reply = try await sandbox.get("a.example", "/", ["-d", "a body", "-X", "POST"])
                #expect(reply["address"] == Sandbox.backends[1])
            }
            let refusals = try await errors(sandbox).filter { $0.contains("Connection refused") }
            let workers = sandbox.pids.count - 1
            #expect((1...2 * workers).contains(refusals.count), "each worker meets each dead endpoint once: \(refusals.count)")
        }
    }

    @Test func `a silent endpoint costs one connect time-out, then is left out`() async throws {
        try await Sandbox.with { sandbox in
            let rules = "add table ip t; add chain ip t o { type filter hook output priority 0; }; add rule ip t o ip daddr 127.0.1.50 drop"
            try await Shell.run("ip", ["netns", "exec", sandbox.namespace, "nft", rules])
            _ = try await sandbox.admin.put(Tables.simple(["127.0.1.50:9000", Tables.peer(0)]))
            var slow = 0
            for _ in 0..<10 {
                let reply = try await sandbox.get("a.example")
                #expect(reply["address"] == Sandbox.backends[0])
                slow += reply.seconds > 0.5 ? 1 : 0
            }
            #expect((1...sandbox.pids.count - 1).contains(slow))
        }
    }

    @Test func `when all endpoints refuse the answer is 502, and each was tried once`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple(["127.0.1.97:9000", "127.0.1.98:9000", "127.0.1.99:9000"]))
            #expect(try await sandbox.get("a.example").status == 502)
            let refusals = try await errors(sandbox).filter { $0.contains("Connection refused") }
            for port in [97, 98, 99] {
                #expect(refusals.count { $0.contains("http://127.0.1.\(port):9000/") } == 1)
            }
            #expect(refusals.count == 3)
        }
    }

    @Test func `a request that was sent is sent again only if its method allows`() async throws {
        try await Sandbox.with { sandbox in
            _ = try await sandbox.admin.put(Tables.simple([0, 1, 2].map(Tables.peer)))
            #expect(try await sandbox.get("a.example", "/hangup", ["-X", "POST", "-d", "pay"]).status == 502)
            #expect(sandbox.seen.count { $0.hasSuffix("POST /hangup") } == 1)
            #expect(try await sandbox.get("a.example", "/hangup").status == 502)
            let gets = sandbox.seen.filter { $0.hasSuffix("GET /hangup") }
            #expect(gets.count == 3)
            #expect(Set(gets).count == 3, "each endpoint once")
            #expect(try await sandbox.get("a.example").status == 200, "none of them was left out for hanging up")
        }
    }

    @Test func `an endpoint is in or out of rotation within a second, and no process of nginx changes`() async throws {
        try await Sandbox.with { sandbox in
            let before = sandbox.pids
            #expect(before.count >= 2)
            var current = try Tables.simple([Tables.peer(0)])
            _ = try await sandbox.admin.put(current)
            for peers in [[0, 1], [1], [1, 2], [2], [0, 2]] {
                let next = try Tables.simple(peers.map(Tables.peer))
                _ = try await sandbox.admin.patch(#require(TableDelta(from: current, to: next)))
                current = next
                let wanted = Set(peers.map { Sandbox.backends[$0] })
                let waited = try await eventually("the endpoints are \(peers)", within: .seconds(1)) {
                    let met = try await sandbox.addresses("a.example", 8)
                    return met.count == 8 && Set(met) == wanted
                }
                #expect(waited != nil)
            }
            #expect(sandbox.pids == before)
        }
    }

    @Test func `each worker starts at places of its own, so the first Pod does not meet the first request of every worker and node`()
        async throws
    {
        var starts: Set<[String?]> = []
        for _ in 0..<2 {
            try await Sandbox.with(replacing: ["worker_processes auto": "worker_processes 1"]) { sandbox in
                _ = try await sandbox.admin.put(Tables.large(30))
                var first: [String?] = []
                for index in 0..<30 { first.append(try await sandbox.get("h\(index).example")["address"]) }
                starts.insert(first)
            }
        }
        #expect(starts.count == 2)
    }

    @Test func `under a stream of changes no request fails`() async throws {
        try await Sandbox.with { sandbox in
            let tables = try [[0, 1], [1, 2], [0, 2]].map { try Tables.simple($0.map(Tables.peer)) }
            _ = try await sandbox.admin.put(tables[0])
            let failed = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    var failed = 0
                    for _ in 0..<20 { failed += 10 - (try await sandbox.addresses("a.example", 10).count) }
                    return failed
                }
                group.addTask {
                    for round in 1...120 {
                        // Whole tables and deltas by turns.
                        let (old, new) = (tables[(round - 1) % 3], tables[round % 3])
                        if round % 2 == 0 {
                            _ = try await sandbox.admin.put(new)
                        } else {
                            _ = try await sandbox.admin.patch(#require(TableDelta(from: old, to: new)))
                        }
                    }
                    return 0
                }
                return try await group.reduce(0, +)
            }
            #expect(failed == 0)
        }
    }

    private func errors(_ sandbox: Sandbox) async throws -> [Substring] {
        String(decoding: NodeFile.readIfPresent("\(sandbox.root)/var/log/nginx/error.log") ?? [], as: UTF8.self).split(separator: "\n")
    }
}
