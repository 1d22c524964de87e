import FoundationEssentials
import HTTPTransport
import JSON
import LabHeat
import OpenStackAPI
import OpenStackClient
import Testing

/// One suite for the stand-in and for a real Heat, so that the one does not promise what the other does not keep.
///
/// The real one is the entry of clouds.yaml that `AKE_TEST_CLOUD` names (`OS_CLIENT_CONFIG_FILE` says where); it makes a stack of one
/// `OS::Heat::TestResource` and deletes it.
@Suite(.timeLimit(.minutes(3))) struct HeatContractTests {
    static let environment = ProcessInfo.processInfo.environment
    static let targets = ["stand-in"] + (environment["AKE_TEST_CLOUD"].map { ["cloud \($0)"] } ?? [])

    static let template: JSONValue = [
        "heat_template_version": "2018-08-31",
        "parameters": ["text": ["type": "string"]],
        "resources": [
            "r": ["type": "OS::Heat::TestResource", "properties": ["value": ["get_param": "text"], "wait_secs": 2]]
        ],
        "outputs": ["bigip_vsip": ["value": "198.51.100.10"]],
    ]

    static func definition(_ name: String, text: String, tags: [String]) -> Heat.StackDefinition {
        Heat.StackDefinition(name: name, template: template, parameters: ["text": .string(text)], tags: tags, timeoutMinutes: 3)
    }

    /// Runs `body` with a client and what brings the stacks to rest.
    func with(
        _ target: String,
        _ body: @escaping @Sendable (HeatClient, _ settle: @Sendable (Heat.StackIdentity) async throws -> Void) async throws -> Void
    ) async throws {
        guard target != "stand-in" else {
            return try await LabHeat.run { lab, url in
                let cloud = CloudConfiguration(
                    name: "lab", authenticationURL: url, credentials: .applicationCredential(id: "i", secret: "secret"))
                try await Self.use(cloud) { heat in
                    try await body(heat) { _ in lab.state.withLockedValue { $0.settle() } }
                }
            }
        }
        let cloud = try CloudsFileLocator(environment: Self.environment).cloud(Self.environment["AKE_TEST_CLOUD"])
        try await Self.use(cloud) { heat in
            try await body(heat) { stack in
                let deadline = ContinuousClock.now + .seconds(60)
                while try await heat.stack(stack, resolvesOutputs: false)?.status.isInProgress == true {
                    try #require(ContinuousClock.now < deadline)
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
        }
    }

    static func use(_ cloud: CloudConfiguration, _ body: (HeatClient) async throws -> Void) async throws {
        let transport = try AsyncHTTPTransport(tls: cloud.tlsMaterial())
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(HeatClient(OpenStackClient(cloud: cloud, transport: transport))))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        try result.get()
    }

    @Test(arguments: targets) func `a stack's life as the controller lives it`(target: String) async throws {
        let name = "ake-contract-\(UUID().uuidString.lowercased())"
        let tag = "ake-uid-\(name)"
        try await with(target) { heat, settle in
            #expect(try await heat.stacks(.init(name: name)) == [])
            let id = try await heat.create(Self.definition(name, text: "a", tags: ["ake", tag]))
            let stack = Heat.StackIdentity(name: name, id: id)
            let row = try #require(try await heat.stacks(.init(name: name)).first)
            #expect(row.id == id && Set(row.tags) == ["ake", tag] && row.status == .init(.create, .inProgress))
            let busy = try await heat.stacks(.init(anyTag: ["ake"], progress: .inProgress))
            #expect(busy.contains { $0.id == id })
            let tagged = try await heat.stacks(.init(tags: ["ake", tag]))
            #expect(tagged.map(\.id) == [id])
            let twice = await #expect(throws: OpenStackError.self) { try await heat.create(Self.definition(name, text: "a", tags: [])) }
            #expect(twice?.kind == .conflict && twice?.type == "StackExists" && twice?.mayHaveHappened == false)

            try await settle(stack)
            var shown = try #require(try await heat.stack(stack))
            #expect(shown.status == .init(.create, .complete) && Set(shown.tags) == ["ake", tag])
            #expect(shown.outputs.first { $0.key == "bigip_vsip" }?.value == "198.51.100.10")
            #expect(shown.parameters["text"] == "a")
            let idle = try await heat.stacks(.init(anyTag: ["ake"], progress: .inProgress))
            #expect(!idle.contains { $0.id == id })

            #expect(try await heat.stacks(.init(id: id)).map(\.name) == [name])
            var preview = try await heat.previewUpdate(stack, Self.definition(name, text: "b", tags: ["ake", tag]))
            #expect(preview.added + preview.replaced + preview.deleted == [])
            let change = try await heat.previewChange(stack, parameters: ["text": "b"])
            #expect(change.showsNested && change.changes.replaced == [])
            let resource = try #require(try await heat.resources(stack, nestedDepth: 5).first)
            #expect(resource.name == "r" && resource.stack == stack && !resource.physicalID.isEmpty)
            let view = try #require(try await heat.resource(stack, name: "r"))
            #expect(view.resource.physicalID == resource.physicalID && view.presence == .unknown)
            #expect(try await heat.resource(stack, name: "none") == nil)
            // Marked as unhealthy: the stack's own status stays, and the next update makes it anew.
            try await heat.markUnhealthy(stack, name: "r", reason: "contract")
            #expect(try await heat.resources(stack).first?.status.isFailed == true)
            preview = try await heat.previewUpdate(stack, Self.definition(name, text: "a", tags: ["ake", tag]))
            #expect(preview.replaced.map(\.name) == ["r"])
            #expect(try await heat.stack(stack)?.status == .init(.create, .complete))
            try await heat.update(stack, Self.definition(name, text: "b", tags: ["ake", tag, "second"]))
            shown = try #require(try await heat.stack(stack))
            #expect(shown.status.action == .update && Set(shown.tags) == ["ake", tag, "second"])
            #expect(shown.updatedTime != nil)
            try await settle(stack)
            #expect(try await heat.stack(stack)?.status == .init(.update, .complete))
            let made = try #require(try await heat.resources(stack, nestedDepth: 5).first)
            #expect(!made.status.isFailed && made.physicalID != resource.physicalID)
            _ = try await heat.events(stack, limit: 5)

            try await heat.delete(stack)
            #expect(try await heat.stack(stack)?.status.action ?? .delete == .delete)
            try await settle(stack)
            #expect(try await heat.stack(stack) == nil)
            // Heat writes the state a moment before it takes the row out of lists.
            let left = try await heat.stacks(.init(name: name)).filter { !$0.status.isGone }
            #expect(left == [])
            try await heat.delete(stack)
            let gone = await #expect(throws: OpenStackError.self) {
                try await heat.update(stack, Self.definition(name, text: "c", tags: []))
            }
            #expect(gone?.kind == .notFound || gone?.kind == .badRequest)
        }
    }

    @Test(arguments: targets) func `what does not exist is none`(target: String) async throws {
        try await with(target) { heat, _ in
            let stack = Heat.StackIdentity(name: "ake-contract-none", id: "00000000-0000-0000-0000-000000000000")
            #expect(try await heat.stack(stack) == nil)
            try await heat.delete(stack)
        }
    }
}
