import KubernetesAPI
import Metrics
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct WorkQueueMetricsTests {
    private let key = ObjectKey(namespace: "n", name: "a")

    @Test func `the metrics are client-go's, by name and label`() async throws {
        let recorded = RecordedMetrics()
        let queue = withMetricsFactory(recorded) { WorkQueue(name: "q", firstBackoff: .seconds(60)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await queue.run() }
            queue.add(key)
            queue.add(ObjectKey(name: "low"), priority: .low)
            try await eventually("the depth") {
                recorded["workqueue_depth{controller=q,name=q,priority=0}"] == 1
                    && recorded["workqueue_depth{controller=q,name=q,priority=-100}"] == 1
            }
            #expect(await queue.next() == key)
            try await eventually("the work") { (recorded["workqueue_unfinished_work_seconds{controller=q,name=q}"] ?? 0) > 0 }
            #expect((recorded["workqueue_longest_running_processor_seconds{controller=q,name=q}"] ?? 0) > 0)
            queue.addAfterFailure(key)
            queue.done(key)
            try await eventually("the end") { recorded["workqueue_unfinished_work_seconds{controller=q,name=q}"] == 0 }
            group.cancelAll()
        }
        #expect(recorded["workqueue_adds_total{controller=q,name=q}"] == 2)
        #expect(recorded["workqueue_retries_total{controller=q,name=q}"] == 1)
        #expect(recorded["workqueue_depth{controller=q,name=q,priority=0}"] == 0)
        #expect(recorded.count("workqueue_queue_duration_seconds{controller=q,name=q}") == 1)
        #expect(recorded.count("workqueue_work_duration_seconds{controller=q,name=q}") == 1)
    }

    @Test func `an idle queue tells nothing and wakes nobody`() async throws {
        let recorded = RecordedMetrics()
        let queue = withMetricsFactory(recorded) { WorkQueue(name: "q") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await queue.run() }
            queue.add(key)
            _ = await queue.next()
            queue.done(key)
            try await eventually("told") { recorded["workqueue_depth{controller=q,name=q,priority=0}"] == 0 }
            try await Task.sleep(for: .milliseconds(300))
            let before = recorded.changes
            try await Task.sleep(for: .seconds(1))
            #expect(recorded.changes == before)
            group.cancelAll()
        }
    }

    @Test func `a queue that is drained hands out nothing more and waits for what is in work`() async throws {
        let queue = WorkQueue(name: "q")
        queue.add(key)
        queue.add(ObjectKey(name: "b"))
        #expect(await queue.next() == key)
        #expect(await queue.drain(within: .milliseconds(50)) == false)
        #expect(await queue.next() == nil)
        queue.add(ObjectKey(name: "c"))
        async let drained = queue.drain(within: .seconds(30))
        queue.done(key)
        #expect(await drained)
    }
}
