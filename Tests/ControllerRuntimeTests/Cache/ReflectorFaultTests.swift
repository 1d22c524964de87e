import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

/// What may happen to a request on its way, at each place where a reflector makes one. After each of them the cache is in step, and
/// nothing was told twice or not at all.
@Suite(.timeLimit(.minutes(3))) struct ReflectorFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var action: LabFault.Action

        init(_ name: String, _ action: LabFault.Action) {
            self.testDescription = name
            self.action = action
        }

        var timing: ReflectorTiming { if case .stall = action { ReflectorBench.impatient } else { ReflectorBench.timing } }
    }

    private static let cuts: [(String, LabFault.Cut)] = [
        ("in the headers", .inHeaders), ("after the headers", .afterHeaders), ("in an object", .inObject),
        ("between objects", .betweenEvents(after: 3)),
    ]
    static let resets = cuts.map { Fault("reset \($0.0)", .cut($0.1)) }
    static let silences = cuts.map { Fault("silence from \($0.0)", .stall($0.1)) }
    static let refusals = [
        Fault("500", .fail(code: 500)), Fault("503", .fail(code: 503, reason: "ServiceUnavailable")),
        Fault("429 with Retry-After", .fail(code: 429, reason: "TooManyRequests")), Fault("410", .fail(code: 410, reason: "Expired")),
        Fault("403", .fail(code: 403, reason: "Forbidden")), Fault("401", .fail(code: 401, reason: "Unauthorized")),
        Fault("504", .fail(code: 504, reason: "Timeout", message: "Too large resource version: 9, current: 8")),
        Fault("a proxy's page", .answer(code: 502, headers: ["Content-Type": "text/html"], body: Array("<html>Bad gateway".utf8))),
        Fault("something that is not JSON", .answer(code: 200, body: Array("hello\n".utf8))),
        Fault("no connection", .drop), Fault("a lost answer", .loseResponse),
    ]

    private static func fill(_ server: LabKubernetes) throws {
        for index in 0..<12 { try ReflectorBench.put(server, "s\(index)") }
    }

    @Test(arguments: resets + silences + refusals) func `amid a streamed list`(fault: Fault) async throws {
        try await ReflectorBench.run(
            .init(
                timing: fault.timing,
                prepare: { server in
                    try Self.fill(server)
                    server.inject(LabFault(fault.action, count: 2, verb: "watch", resource: "services"))
                })
        ) { bench in
            #expect(bench.reflector.store.count == 12)
            try bench.put("later")
            try await bench.expectInStep()
            #expect(bench.changes.sorted() == ((0..<12).map { "+s\($0)" } + ["+later"]).sorted())
        }
    }

    @Test(arguments: resets + silences + refusals) func `amid a paged list`(fault: Fault) async throws {
        try await ReflectorBench.run(
            .init(
                timing: fault.timing,
                configure: { $0.initialEvents = .refused },
                prepare: { server in
                    try Self.fill(server)
                    server.inject(LabFault(fault.action, count: 2, verb: "list", resource: "services"))
                }
            )
        ) { bench in
            #expect(bench.reflector.store.count == 12)
            try bench.put("later")
            try await bench.expectInStep()
            #expect(bench.changes.sorted() == ((0..<12).map { "+s\($0)" } + ["+later"]).sorted())
        }
    }

    @Test(arguments: resets + silences + refusals) func `amid a watch`(fault: Fault) async throws {
        try await ReflectorBench.run(.init(timing: fault.timing, prepare: Self.fill)) { bench in
            try bench.put("a")
            try await bench.expectInStep()
            bench.server.inject(LabFault(fault.action, count: 2, verb: "watch", resource: "services"))
            bench.server.restart()
            for index in 0..<4 { try bench.put("b\(index)") }
            bench.remove("a")
            try bench.put("b1", label: "x")
            try await bench.expectInStep()
            try bench.put("c")
            try await bench.expectInStep()
            let told = bench.changes.dropFirst(13)
            #expect(
                told.sorted() == ["+b0", "+b1", "+b2", "+b3", "+c", "-a", "~b1"]
                    || told.sorted() == ["+b0", "+b1", "+b2", "+b3", "+c", "-a"])
        }
    }

    @Test(arguments: resets + silences) func `amid a list that follows on an expired version`(fault: Fault) async throws {
        try await ReflectorBench.run(.init(timing: fault.timing, prepare: Self.fill)) { bench in
            try await bench.expectInStep()
            try await bench.untilWatching()
            bench.server.inject(LabFault(.fail(code: 410, reason: "Expired"), verb: "watch", resource: "services"))
            bench.server.inject(LabFault(fault.action, verb: "watch", resource: "services"))
            bench.server.restart()
            bench.remove("s3")
            try bench.put("s4", label: "x")
            try await bench.expectInStep()
            // Nothing that is there was ever told to be gone, though the first list told of a few objects only.
            #expect(bench.changes.dropFirst(12).sorted() == ["-s3", "~s4"])
        }
    }

    @Test func `a half-open connection is noticed and replaced`() async throws {
        var timing = ReflectorBench.timing
        timing.watchSilence = .seconds(1)
        try await ReflectorBench.run(.init(timing: timing)) { bench in
            try bench.put("a")
            try await bench.expectInStep()
            bench.server.inject(LabFault(.stall(.betweenEvents(after: 1)), verb: "watch", resource: "services"))
            bench.server.restart()
            try bench.put("b")
            try bench.put("c")
            try await bench.expectInStep()
            #expect(bench.changes == ["+a", "+b", "+c"] && bench.streamedLists.count == 1)
        }
    }

    @Test(arguments: [false, true]) func `events that are repeated or reordered after a reconnect change nothing`(reordered: Bool)
        async throws
    {
        try await ReflectorBench.run { bench in
            bench.server.repeatEventsOnReconnect(6, reordered: reordered)
            for name in ["a", "b"] { try bench.put(name) }
            try bench.put("a", label: "x")
            bench.remove("b")
            try bench.put("c")
            try await bench.expectInStep()
            for round in 0..<3 {
                bench.server.restart()
                try bench.put("d", label: "\(round)")
                try await bench.expectInStep()
            }
            #expect(bench.changes == ["+a", "+b", "~a", "-b", "+c", "+d", "~d", "~d"])
            #expect(bench.streamedLists.count == 1 && bench.lists.isEmpty)
        }
    }

    @Test(arguments: [false, true]) func `an object deleted and created anew while the watch was away is two changes`(
        expired: Bool
    ) async throws {
        try await ReflectorBench.run { bench in
            try bench.put("a")
            try await bench.expectInStep()
            bench.server.inject(LabFault(.fail(code: 503), count: 2, verb: "watch", resource: "services"))
            bench.server.restart()
            bench.remove("a")
            try bench.put("a")
            if expired { bench.server.compactHistory() }
            try await bench.expectInStep()
            #expect(bench.changes == ["+a", "-a", "+a"])
        }
    }

    @Test func `a version that expires while pages are read begins the list anew, without a false deletion`() async throws {
        try await ReflectorBench.run(.init(configure: { $0.initialEvents = .refused }, prepare: Self.fill)) { bench in
            try await bench.expectInStep()
            bench.transport.onGet { url in
                guard url.contains("continue=") else { return false }
                try? bench.put("s11", label: "x")
                bench.server.compactHistory()
                return true
            }
            try await bench.untilWatching()
            bench.server.inject(LabFault(.fail(code: 410, reason: "Expired"), verb: "watch", resource: "services"))
            bench.server.restart()
            try await eventually("the list has been begun anew") { bench.changes.dropFirst(12) == ["~s11"] }
            try await bench.expectInStep()
        }
    }

    @Test func `a token that has just rotated is read anew`() async throws {
        let file = TemporaryFile()
        defer { file.remove() }
        let prepare: (LabKubernetes) async throws -> Void = { server in
            try Self.putReader(server)
            try server.put([
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "reader"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"],
                "subjects": [["kind": "ServiceAccount", "name": "reader", "namespace": "default"]],
            ])
            try file.write(try await Self.token(server))
        }
        try await ReflectorBench.run(.init(credential: .file(file.path), prepare: prepare)) { bench in
            // Another account of that name: the old token is worth nothing from now on.
            bench.server.remove("serviceaccounts", namespace: "default", name: "reader")
            try Self.putReader(bench.server)
            try file.write(try await Self.token(bench.server))
            bench.server.restart()
            try await eventually("the old token is refused") { bench.server.requests.contains { $0.status == 401 } }
            try bench.put("a")
            try await bench.expectInStep()
            #expect(bench.changes == ["+a"])
        }
    }

    private static func putReader(_ server: LabKubernetes) throws {
        try server.put(["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "reader", "namespace": "default"]])
    }

    private static func token(_ server: LabKubernetes) async throws -> String {
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(
                server: server.url, tls: .init(trustedAuthorities: Array(server.caPEM.utf8)), credential: .token(server.adminToken)))
        defer { Task { await client.shutdown() } }
        return try await client.createToken(
            serviceAccount: "reader", namespace: "default", request: .init(audiences: [], expirationSeconds: 600)
        ).token
    }
}
