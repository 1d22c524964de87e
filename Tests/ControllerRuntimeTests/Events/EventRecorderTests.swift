import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import Testing

@Suite(.timeLimit(.minutes(1))) struct EventRecorderTests {
    @Test func `repetitions become one series, and a failing server hurts nobody`() async throws {
        try await Cluster.with { cluster in
            let service = try await cluster.client.create(cluster.service("a"))
            let recorder = EventRecorder(
                client: cluster.client, controller: "test/controller", instance: "me",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            cluster.server.inject(LabFault(.fail(code: 422, reason: "Invalid"), verb: "create", resource: "events"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await recorder.run() }
                recorder.record(.normal, on: service.reference, reason: "Lost", action: "Test", note: "this one is refused")
                for _ in 0..<3 {
                    recorder.record(
                        .warning, on: service.reference, reason: "Bad", action: "Test", note: String(repeating: "ä", count: 1000))
                }
                try await eventually("the series counts three") {
                    let events = try await cluster.client.listAll(Event.self, namespace: "default").items
                    return events.count == 1 && events.first?.series?.count == 3
                }
                group.cancelAll()
            }
            let event = try #require(try await cluster.client.listAll(Event.self, namespace: "default").items.first)
            #expect(event.regarding?.uid == service.metadata.uid)
            #expect(event.type == "Warning")
            #expect((event.note?.utf8.count ?? 0) == 1024)
        }
    }
}
