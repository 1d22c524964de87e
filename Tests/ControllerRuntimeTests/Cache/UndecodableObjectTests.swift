import ControllerRuntime
import KubernetesAPI
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

/// Services, but those labelled `broken` cannot be read.
private struct Picky: KubernetesObject {
    static let resource = KubernetesAPI.Service.resource
    var metadata: ObjectMeta

    private enum CodingKeys: String, CodingKey { case metadata }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try values.decode(ObjectMeta.self, forKey: .metadata)
        if metadata.labels["label"] == "broken" {
            throw DecodingError.dataCorruptedError(forKey: .metadata, in: values, debugDescription: "it is labelled broken")
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct UndecodableObjectTests {
    private func run(
        streams: Bool, _ body: @Sendable (ReflectorBench, Reflector<Picky>, @Sendable () -> [String]) async throws -> Void
    ) async throws {
        try await ReflectorBench.run(
            .init(
                configure: { $0.initialEvents = streams ? .served : .refused },
                prepare: { try ReflectorBench.put($0, "bad", label: "broken") }
            )
        ) { bench in
            let picky = Reflector(
                Picky.self, client: bench.client, namespace: "default", timing: ReflectorBench.timing, lists: ListGate(limit: 1),
                logger: ReflectorBench.quiet)
            let reports = NIOLockedValueBox<[String]>([])
            picky.onUndecodable { object in reports.withLockedValue { $0.append("\(object.key.name)@\(object.resourceVersion ?? "")") } }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await picky.run() }
                try await picky.waitUntilSynced()
                try await body(bench, picky) { reports.withLockedValue { $0 } }
                group.cancelAll()
            }
        }
    }

    private static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

    @Test(arguments: [true, false]) func `an object that cannot be read is passed over, and told once a version`(streams: Bool) async throws
    {
        try await run(streams: streams) { bench, picky, reports in
            #expect(picky.undecodable.map(\.key.name) == ["bad"] && picky.store.count == 0)
            #expect(picky.undecodable.first?.problem.contains("labelled broken") == true)
            try bench.put("good")
            try await eventually("the good one") { picky.store.count == 1 }
            // A relist shows it again, which is no news.
            bench.server.inject(LabFault(.fail(code: 410, reason: "Expired"), count: 2, verb: "watch", resource: "services"))
            bench.server.restart()
            try bench.put("later")
            try await eventually("the later one") { picky.store.count == 2 }
            #expect(reports().count == 1)
        }
    }

    @Test(arguments: [true, false]) func `the last good version stays until there is another, or the object goes`(streams: Bool)
        async throws
    {
        try await run(streams: streams) { bench, picky, reports in
            try bench.put("a", label: "1")
            try await eventually("a") { picky.store[Self.key("a")] != nil }
            try bench.put("a", label: "broken")
            try await eventually("a is reported") { picky.undecodable.count == 2 }
            bench.server.inject(LabFault(.fail(code: 410, reason: "Expired"), count: 2, verb: "watch", resource: "services"))
            bench.server.restart()
            try bench.put("mark")
            try await eventually("it has listed anew") { picky.store[Self.key("mark")] != nil }
            #expect(picky.store[Self.key("a")]?.metadata.labels["label"] == "1" && reports().count == 2)
            try bench.put("a", label: "2")
            try await eventually("a is good") { picky.store[Self.key("a")]?.metadata.labels["label"] == "2" }
            #expect(picky.undecodable.map(\.key.name) == ["bad"])
            try bench.put("a", label: "broken")
            bench.remove("a")
            bench.remove("bad")
            try await eventually("both are gone") { picky.undecodable.isEmpty && picky.store[Self.key("a")] == nil }
        }
    }

    @Test func `an object that goes unseen while it cannot be read leaves the report with the next list`() async throws {
        try await run(streams: true) { bench, picky, _ in
            bench.server.inject(LabFault(.fail(code: 503), count: 4, verb: "watch", resource: "services"))
            bench.server.restart()
            bench.remove("bad")
            bench.server.compactHistory()
            try await eventually("the report is empty") { picky.undecodable.isEmpty }
        }
    }
}
