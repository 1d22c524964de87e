import HTTPTransport
import LabHeat
import OpenStackAPI
import OpenStackClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct OpenStackClientTests {
    let time = ManualClock()
    static let definition = Heat.StackDefinition(name: "web-1", template: "heat_template_version: 2018-08-31", tags: ["ake"])

    /// Runs `body` with a client of a fresh server.
    func withHeat(
        region: String? = nil, password: String = "secret",
        _ body: @escaping @Sendable (HeatClient, OpenStackClient, LabHeat) async throws -> Void
    ) async throws {
        let clock = time.clock
        try await LabHeat.run { lab, url in
            let transport = try AsyncHTTPTransport()
            let cloud = CloudConfiguration(
                name: "lab", authenticationURL: url,
                credentials: .password(
                    user: .name("k8s", domain: .id("default")), password: password, scope: .project(.name("k8s", domain: .id("default")))),
                region: region)
            let client = OpenStackClient(cloud: cloud, transport: transport, clock: clock)
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(HeatClient(client, pageSize: 2), client, lab))
            } catch {
                result = .failure(error)
            }
            await transport.shutdown()
            try result.get()
        }
    }

    @Test func `a stack is created, shown, updated, listed and deleted`() async throws {
        try await withHeat { heat, _, lab in
            let id = try await heat.create(Self.definition)
            let stack = Heat.StackIdentity(name: "web-1", id: id)
            #expect(try await heat.stack(stack)?.status == Heat.StackStatus(.create, .inProgress))
            lab.state.withLockedValue { $0.settle() }
            #expect(try await heat.stack(stack)?.outputs.first?.value == "198.51.100.10")
            try await heat.update(stack, Self.definition)
            #expect(try await heat.stacks(.init(name: "web-1")).map(\.status) == [Heat.StackStatus(.update, .inProgress)])
            #expect(try await heat.resources(stack, nestedDepth: 3) == [])
            #expect(try await heat.events(stack).count == 0)
            #expect(try await heat.previewUpdate(stack, Self.definition).added == [])
            try await heat.delete(stack)
            lab.state.withLockedValue { $0.settle() }
            #expect(try await heat.stack(stack) == nil)
            try await heat.delete(stack)
        }
    }

    @Test func `a list reads every page`() async throws {
        try await withHeat { heat, _, lab in
            for number in 1...5 { _ = try await heat.create(.init(name: "web-\(number)", template: "t", tags: ["ake"])) }
            #expect(try await heat.stacks(.init(tags: ["ake"])).map(\.name) == ["web-1", "web-2", "web-3", "web-4", "web-5"])
            #expect(lab.lists == 3)
        }
    }

    @Test func `many calls at once share one authentication`() async throws {
        try await withHeat { heat, _, lab in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await heat.stacks(.init()) } }
                try await group.waitForAll()
            }
            #expect(lab.authentications == 1)
        }
    }

    @Test func `a token that a service refuses is renewed once, and the call repeated, even a create`() async throws {
        try await withHeat { heat, client, lab in
            try await client.authenticate()
            lab.state.withLockedValue { $0.validTokens = [] }
            _ = try await heat.create(Self.definition)
            lab.state.withLockedValue {
                #expect($0.stacks.count == 1)
                #expect($0.calls.filter(\.isAuthentication).count == 2)
            }
        }
    }

    @Test func `a token is renewed before it expires`() async throws {
        let time = time
        try await withHeat { heat, _, lab in
            _ = try await heat.stacks(.init())
            time.advance(by: .seconds(3200))
            _ = try await heat.stacks(.init())
            #expect(lab.authentications == 1)
            time.advance(by: .seconds(150))
            _ = try await heat.stacks(.init())
            #expect(lab.authentications == 2)
        }
    }

    @Test func `a failed renewal does not hurt while the old token is good`() async throws {
        let time = time
        try await withHeat { heat, _, lab in
            _ = try await heat.stacks(.init())
            time.advance(by: .seconds(3400))
            lab.state.withLockedValue {
                $0.faults = [.init("POST", "/auth/tokens", count: 99, .refuse(503, retryAfter: nil, type: "x", message: "down"))]
            }
            _ = try await heat.stacks(.init())
            time.advance(by: .seconds(300))
            await #expect(throws: OpenStackError.self) { try await heat.stacks(.init()) }
        }
    }

    @Test func `wrong credentials say so, after one try`() async throws {
        try await withHeat(password: "wrong") { heat, _, lab in
            let error = await #expect(throws: OpenStackError.self) { try await heat.stacks(.init()) }
            #expect(error?.kind == .unauthorized && error?.service == "identity")
            #expect(lab.state.withLockedValue { $0.calls.count } == 1)
        }
    }

    @Test func `a region without endpoint is named, with what the catalog has`() async throws {
        try await withHeat(region: "Mars") { heat, _, _ in
            let error = await #expect(throws: OpenStackError.self) { try await heat.stacks(.init()) }
            #expect(error?.kind == .configuration)
            #expect(error?.message == "the catalog has no public endpoint in region Mars; it has services orchestration")
        }
    }

    @Test func `a read is repeated after 503, a lost answer and 429 with its pause`() async throws {
        let time = time
        try await withHeat { heat, _, lab in
            lab.state.withLockedValue {
                $0.faults = [
                    .init("GET", "/stacks", .refuse(503, retryAfter: nil, type: "x", message: "down")),
                    .init("GET", "/stacks", .loseAnswer),
                    .init("GET", "/stacks", .refuse(429, retryAfter: 7, type: "x", message: "slow down")),
                ]
            }
            let stacks = try await heat.stacks(.init())
            #expect(stacks.isEmpty)
            #expect(lab.lists == 4)
            #expect(time.sleeps == [.milliseconds(200), .milliseconds(400), .seconds(7)])
        }
    }

    @Test func `a create whose answer is lost is not sent again, and says that it may have happened`() async throws {
        try await withHeat { heat, _, lab in
            lab.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .loseAnswer)] }
            let error = await #expect(throws: OpenStackError.self) { try await heat.create(Self.definition) }
            #expect(error?.kind == .unavailable && error?.mayHaveHappened == true)
            #expect(lab.state.withLockedValue { $0.stacks.count } == 1)
            #expect(lab.state.withLockedValue { $0.writes.count } == 1)
        }
    }

    @Test func `a create that 503 refused is not sent again, one that 429 refused is`() async throws {
        try await withHeat { heat, _, lab in
            lab.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .refuse(503, retryAfter: nil, type: "x", message: "down"))] }
            let error = await #expect(throws: OpenStackError.self) { try await heat.create(Self.definition) }
            #expect(error?.mayHaveHappened == true)
            lab.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .refuse(429, retryAfter: 1, type: "x", message: "slow"))] }
            _ = try await heat.create(Self.definition)
            #expect(lab.state.withLockedValue { $0.stacks.count } == 1)
        }
    }

    @Test func `a refusal carries the service's text, name and kind`() async throws {
        try await withHeat { heat, _, lab in
            _ = try await heat.create(Self.definition)
            var error = await #expect(throws: OpenStackError.self) { try await heat.create(Self.definition) }
            #expect(error?.kind == .conflict && error?.type == "StackExists")
            #expect("\(error as Any)".contains("The Stack (web-1) already exists."))
            lab.state.withLockedValue {
                $0.faults = [.init("POST", "/stacks", .refuse(400, retryAfter: nil, type: "RequestLimitExceeded", message: "512 stacks"))]
            }
            error = await #expect(throws: OpenStackError.self) { try await heat.create(Self.definition) }
            #expect(error?.kind == .quota && error?.message == "512 stacks")
        }
    }

    @Test func `a service that stays down ends after the attempts`() async throws {
        try await withHeat { heat, _, lab in
            lab.state.withLockedValue {
                $0.faults = [.init("GET", "/stacks", count: 99, .refuse(503, retryAfter: nil, type: "x", message: "down"))]
            }
            let error = await #expect(throws: OpenStackError.self) { try await heat.stacks(.init()) }
            #expect(error?.kind == .unavailable && error?.status == 503)
            #expect(lab.lists == 4)
        }
    }

    @Test func `a pause longer than the deadline is handed to the caller`() async throws {
        try await withHeat { heat, _, lab in
            lab.state.withLockedValue {
                $0.faults = [.init("GET", "/stacks", count: 9, .refuse(429, retryAfter: 600, type: "x", message: "slow"))]
            }
            let error = await #expect(throws: OpenStackError.self) { try await heat.stacks(.init()) }
            #expect(error?.kind == .rateLimited && error?.retryAfter == .seconds(600))
        }
    }

    @Test func `nobody listening is unavailable, and certainly did not happen`() async throws {
        let transport = try AsyncHTTPTransport()
        let cloud = CloudConfiguration(
            name: "x", authenticationURL: "http://127.0.0.1:1", credentials: .applicationCredential(id: "i", secret: "secret"))
        let client = OpenStackClient(
            cloud: cloud, transport: transport, retries: OpenStackRetryPolicy(maximumAttempts: 1), clock: time.clock)
        let error = await #expect(throws: OpenStackError.self) { try await client.authenticate() }
        #expect(error?.kind == .unavailable && error?.mayHaveHappened == false)
        #expect(!"\(error as Any)".contains("secret"))
        await transport.shutdown()
    }
}

extension LabHeat {
    var authentications: Int { state.withLockedValue { $0.calls.filter(\.isAuthentication).count } }
    var lists: Int { state.withLockedValue { $0.calls.filter(\.isList).count } }
}
