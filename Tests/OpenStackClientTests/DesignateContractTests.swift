import FoundationEssentials
import HTTPTransport
import LabDesignate
import OpenStackAPI
import OpenStackClient
import Testing

/// One suite for the stand-in and for a real Designate, so that the one does not promise what the other does not keep.
///
/// The real one is the entry of clouds.yaml that `AKE_TEST_CLOUD` names, and in it the zone `AKE_TEST_DNS_ZONE`, in which the tests make names
/// below `ake-test` and delete them.
@Suite(.timeLimit(.minutes(3))) struct DesignateContractTests {
    static let environment = ProcessInfo.processInfo.environment
    static let hasCloud = environment["AKE_TEST_CLOUD"] != nil && environment["AKE_TEST_DNS_ZONE"] != nil
    static let targets = ["stand-in", "stand-in with /v2 in its catalog"] + (hasCloud ? ["cloud"] : [])

    func with(_ target: String, _ body: @escaping @Sendable (DesignateClient, Designate.Zone) async throws -> Void) async throws {
        if target == "cloud" {
            let cloud = try CloudsFileLocator(environment: Self.environment).cloud(Self.environment["AKE_TEST_CLOUD"])
            return try await Self.use(cloud, zone: Self.environment["AKE_TEST_DNS_ZONE"] ?? "", body)
        }
        try await LabDesignate.run { lab, url in
            if target != "stand-in" { lab.state.withLockedValue { $0.catalogSuffix = "/v2" } }
            let cloud = CloudConfiguration(
                name: "lab", authenticationURL: url, credentials: .applicationCredential(id: "i", secret: "secret"))
            try await Self.use(cloud, zone: "example.", body)
        }
    }

    static func use(
        _ cloud: CloudConfiguration, zone: String, _ body: (DesignateClient, Designate.Zone) async throws -> Void
    ) async throws {
        let transport = try AsyncHTTPTransport(tls: cloud.tlsMaterial())
        let result: Result<Void, any Error>
        do {
            let client = DesignateClient(OpenStackClient(cloud: cloud, transport: transport), pageSize: 2)
            result = .success(try await body(client, #require(try await client.zone(named: zone))))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        try result.get()
    }

    private func gone(_ client: DesignateClient, _ zone: Designate.Zone, _ name: String) async throws -> Bool {
        try await client.recordSets(in: zone, .init(name: name)).allSatisfy(\.isBeingDeleted)
    }

    @Test("a record set is made, found, changed and deleted", arguments: targets)
    func life(target: String) async throws {
        try await with(target) { client, zone in
            let name = "ake-test.\(zone.name)"
            let mark = "ake-test \(UInt32.random(in: 0...UInt32.max))"
            let wanted = Designate.RecordSet(
                zoneID: zone.id, name: name, type: "A", records: ["192.0.2.1"], ttl: 60, description: mark)
            let made = try await client.create(wanted)
            #expect(made.name == name && made.records == ["192.0.2.1"] && !made.id.isEmpty)
            let again = try await #require(throws: OpenStackError.self) { try await client.create(wanted) }
            #expect(again.kind == .conflict)
            let found = try #require(try await client.recordSets(in: zone, .init(name: name, type: "A")).first)
            #expect(found.id == made.id && found.description == mark && found.ttl == 60)
            #expect(try await client.recordSets(in: nil, .init(description: mark)).map(\.id) == [made.id])
            var changed = found
            changed.records = ["192.0.2.2"]
            changed.zoneID = zone.id
            try await client.update(changed)
            #expect(try await client.recordSets(in: zone, .init(name: name)).first?.records == ["192.0.2.2"])
            try await client.delete(changed)
            #expect(try await gone(client, zone, name))
            changed.id = "00000000-0000-4000-8000-000000000000"
            try await client.delete(changed)
        }
    }

    @Test("a wildcard is a name like any other, and finds itself only", arguments: targets)
    func wildcard(target: String) async throws {
        try await with(target) { client, zone in
            let names = ["*.ake-test.\(zone.name)", "a.ake-test.\(zone.name)"]
            for name in names {
                try await client.create(Designate.RecordSet(zoneID: zone.id, name: name, type: "A", records: ["192.0.2.1"]))
            }
            let found = try await client.recordSets(in: zone, .init(name: names[0]))
            #expect(found.map(\.name) == [names[0]])
            for recordSet in try await client.recordSets(in: zone).filter({ names.contains($0.name) }) {
                try await client.delete(recordSet)
            }
        }
    }

    @Test("lists go on over pages", arguments: targets)
    func pages(target: String) async throws {
        try await with(target) { client, zone in
            let mark = "ake-test \(UInt32.random(in: 0...UInt32.max))"
            for number in 0..<5 {
                try await client.create(
                    Designate.RecordSet(
                        zoneID: zone.id, name: "_ake-test.p\(number).\(zone.name)", type: "TXT", records: ["\"n=\(number)\""],
                        description: mark))
            }
            let all = try await client.recordSets(in: nil, .init(description: mark))
            #expect(Set(all.flatMap(\.records)) == Set((0..<5).map { "\"n=\($0)\"" }))
            for recordSet in all { try await client.delete(recordSet) }
        }
    }

    @Test("what is wrong is refused with the reason", arguments: targets)
    func refusals(target: String) async throws {
        try await with(target) { client, zone in
            let outside = Designate.RecordSet(zoneID: zone.id, name: "ake-test.elsewhere.test.", type: "A", records: ["192.0.2.1"])
            let error = try await #require(throws: OpenStackError.self) { try await client.create(outside) }
            #expect(error.kind == .badRequest)
            #expect(try await client.zone(named: "ake-test-nowhere.test.") == nil)
        }
    }

    @Test func `an answer that is lost says that it may have happened`() async throws {
        try await LabDesignate.run { lab, url in
            let cloud = CloudConfiguration(
                name: "lab", authenticationURL: url, credentials: .applicationCredential(id: "i", secret: "secret"))
            try await Self.use(cloud, zone: "example.") { client, zone in
                lab.state.withLockedValue { $0.faults.append(LabDesignateFault("POST", "recordsets", .loseAnswer)) }
                let wanted = Designate.RecordSet(zoneID: zone.id, name: "a.example.", type: "A", records: ["192.0.2.1"])
                let error = try await #require(throws: OpenStackError.self) { try await client.create(wanted) }
                #expect(error.mayHaveHappened)
                #expect(try await client.recordSets(in: zone, .init(name: "a.example.")).count == 1)
                lab.state.withLockedValue { $0.quota = 1 }
                let other = Designate.RecordSet(zoneID: zone.id, name: "b.example.", type: "A", records: ["192.0.2.1"])
                let full = try await #require(throws: OpenStackError.self) { try await client.create(other) }
                #expect(full.kind == .quota)
            }
        }
    }
}
