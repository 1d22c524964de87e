import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1))) struct EventRecorderTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func recorder(_ cluster: Cluster) -> EventRecorder {
        EventRecorder(client: cluster.client, controller: "test/controller", instance: "me", logger: Self.quiet)
    }

    private func events(_ cluster: Cluster) async throws -> [Event] {
        try await cluster.client.listAll(Event.self, namespace: "default").items
    }

    @Test func `repetitions become one series, and a failing server hurts nobody`() async throws {
        try await Cluster.with { cluster in
            let service = try await cluster.client.create(cluster.service("a"))
            let recorder = recorder(cluster)
            cluster.server.inject(LabFault(.fail(code: 422, reason: "Invalid"), verb: "create", resource: "events"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await recorder.run() }
                recorder.record(.normal, on: service.reference, reason: "Lost", action: "Test", note: "this one is refused")
                for _ in 0..<3 {
                    recorder.record(
                        .warning, on: service.reference, reason: "Bad", action: "Test", note: String(repeating: "ä", count: 1000))
                }
                try await eventually("the series is there") {
                    let events = try await events(cluster)
                    return events.count == 1 && (events.first?.series?.count ?? 0) >= 2
                }
                group.cancelAll()
            }
            let event = try #require(try await events(cluster).first)
            #expect(event.regarding?.uid == service.metadata.uid)
            #expect(event.type == "Warning")
            #expect((event.note?.utf8.count ?? 0) == 1024)
        }
    }

    @Test func `at the end what is not written yet is written`() async throws {
        try await Cluster.with { cluster in
            let service = try await cluster.client.create(cluster.service("a"))
            let recorder = recorder(cluster)
            let group = ServiceGroup(services: [recorder], logger: Self.quiet)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                for _ in 0..<2 { recorder.record(.normal, on: service.reference, reason: "Good", action: "Test", note: "again") }
                try await eventually("the first two") { try await events(cluster).first?.series?.count == 2 }
                for _ in 0..<5 { recorder.record(.normal, on: service.reference, reason: "Good", action: "Test", note: "again") }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(try await events(cluster).first?.series?.count == 7)
        }
    }

    @Test func `a series whose Event has expired on the server begins anew`() async throws {
        try await Cluster.with { cluster in
            let service = try await cluster.client.create(cluster.service("a"))
            let recorder = recorder(cluster)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await recorder.run() }
                recorder.record(.normal, on: service.reference, reason: "Good", action: "Test", note: "x")
                try await eventually("the first") { try await events(cluster).count == 1 }
                let name = try #require(try await events(cluster).first?.metadata.name)
                try await cluster.client.delete(Event.self, name, namespace: "default")
                recorder.record(.normal, on: service.reference, reason: "Good", action: "Test", note: "x")
                try await eventually("it is there again") { try await events(cluster).count == 1 }
                group.cancelAll()
            }
        }
    }

    @Test(
        "what fails in passing is written in the end, once",
        arguments: [
            LabFault.Action.fail(code: 503, reason: "ServiceUnavailable"), .fail(code: 500), .drop, .loseResponse,
            .answer(code: 429, headers: ["Retry-After": "1"]),
        ])
    func passingFailure(action: LabFault.Action) async throws {
        try await Cluster.with { cluster in
            let service = try await cluster.client.create(cluster.service("a"))
            let recorder = recorder(cluster)
            cluster.server.inject(LabFault(action, count: 2, verb: "create", resource: "events"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await recorder.run() }
                recorder.record(.warning, on: service.reference, reason: "Bad", action: "Test", note: "the only one of its kind")
                try await eventually("it is there") { try await events(cluster).map(\.reason) == ["Bad"] }
                // Had a lost answer been taken for a refusal, the next one would be another first.
                recorder.record(.warning, on: service.reference, reason: "Bad", action: "Test", note: "the only one of its kind")
                try await eventually("it has become a series") { try await events(cluster).map(\.series?.count) == [2] }
                group.cancelAll()
            }
        }
    }

    @Test func `a server that is away keeps nobody waiting, and the end neither`() async throws {
        try await Cluster.with { cluster in
            let service = try await cluster.client.create(cluster.service("a"))
            let recorder = recorder(cluster)
            let group = ServiceGroup(services: [recorder], logger: Self.quiet)
            // It takes the request and says nothing.
            cluster.server.inject(LabFault(.stall(.inHeaders), count: 1000, verb: "create", resource: "events"))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let began = ContinuousClock.now
                for number in 0..<600 { recorder.record(.warning, on: service.reference, reason: "Bad", action: "Test", note: "\(number)") }
                #expect(ContinuousClock.now - began < .seconds(1))
                try await Task.sleep(for: .milliseconds(200))
                let ending = ContinuousClock.now
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                #expect(ContinuousClock.now - ending < .seconds(4))
            }
        }
    }
}
