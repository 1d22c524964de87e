import InMemoryTracing
import KubernetesAPI
import Logging
import Metrics
import NIOConcurrencyHelpers
import Testing
import Tracing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct ControllerMetricsTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Does what the key's name says.
    private struct Named: Reconciler {
        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            switch key.name {
            case "fails": throw TestFailure()
            case "gives-up": throw TerminalError("no")
            case "again": return .requeue(after: .seconds(3600))
            case "hangs": try await Task.sleep(for: .seconds(3600))
            default: break
            }
            return .done
        }
    }

    @Test func `the metrics are controller-runtime's, by name and label`() async throws {
        let recorded = RecordedMetrics()
        let controller = withMetricsFactory(recorded) {
            Controller(
                name: "c", reconciler: Named(), queue: WorkQueue(name: "c", firstBackoff: .seconds(3600)), workers: 3,
                timeout: .milliseconds(100), logger: Self.quiet)
        }
        #expect(recorded["controller_runtime_max_concurrent_reconciles{controller=c}"] == 3)
        #expect(recorded["controller_runtime_reconcile_total{controller=c,result=success}"] == 0)
        #expect(recorded["controller_runtime_reconcile_panics_total{controller=c}"] == 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controller.run() }
            for name in ["fine", "fails", "gives-up", "again", "hangs"] { controller.queue.add(ObjectKey(name: name)) }
            try await eventually("all have ended") { recorded.count("controller_runtime_reconcile_time_seconds{controller=c}") == 5 }
            try await eventually("nobody is at work") { recorded["controller_runtime_active_workers{controller=c}"] == 0 }
            group.cancelAll()
        }
        for (result, count) in [("success", 1.0), ("requeue_after", 1), ("error", 3)] {
            #expect(recorded["controller_runtime_reconcile_total{controller=c,result=\(result)}"] == count)
        }
        #expect(recorded["controller_runtime_reconcile_errors_total{controller=c}"] == 3)
        #expect(recorded["controller_runtime_terminal_reconcile_errors_total{controller=c}"] == 1)
        #expect(recorded["controller_runtime_reconcile_timeouts_total{controller=c}"] == 1)
    }

    @Test func `a reconcile is a span that says what became of it, and its logs carry its id`() async throws {
        await #expect(processExitsWith: .success) {
            // A process has one tracer, so this one has a process.
            let tracer = InMemoryTracer()
            InstrumentationSystem.bootstrap(tracer)
            let lines = NIOLockedValueBox<[String]>([])
            let logger = Logger(label: "test") { _ in Lines(lines: lines) }
            let controller = Controller(
                name: "c", reconciler: Named(), queue: WorkQueue(name: "c", firstBackoff: .seconds(3600)), workers: 1, logger: logger)
            await withTaskGroup { group in
                group.addTask { try? await controller.run() }
                controller.queue.add(ObjectKey(namespace: "n", name: "fails"))
                try? await eventually("a span") { tracer.finishedSpans.count == 1 }
                group.cancelAll()
            }
            let span = try #require(tracer.finishedSpans.first)
            #expect(span.operationName == "reconcile c")
            #expect(span.attributes.get("k8s.object.key") == "n/fails")
            #expect(span.attributes.get("reconcile.attempt") == 1)
            #expect(span.attributes.get("reconcile.outcome") == "error")
            #expect(span.errors.count == 1)
            let line = try #require(lines.withLockedValue { $0 }.first { $0.contains("again in") })
            #expect(line.contains("controller=c") && line.contains("object=n/fails") && line.contains("reconcileID="))
        }
    }

    /// Keeps what is logged, with its metadata.
    private struct Lines: LogHandler {
        let lines: NIOLockedValueBox<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.map { "\($0)=\($1)" }.sorted().joined(separator: " ")
            lines.withLockedValue { $0.append("\(event.message) \(all)") }
        }
    }
}
