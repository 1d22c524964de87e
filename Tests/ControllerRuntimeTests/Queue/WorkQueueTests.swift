import ControllerRuntime
import KubernetesAPI
import Testing

@Suite(.timeLimit(.minutes(1))) struct WorkQueueTests {
    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "n", name: name) }

    @Test func `a waiting worker gets a key as soon as it is added`() async {
        let queue = WorkQueue(name: "test")
        async let next = queue.next()
        queue.add(key("a"))
        #expect(await next == key("a"))
    }

    @Test func `delayed keys come in the order of their dates`() async {
        let queue = WorkQueue(name: "test")
        await withTaskGroup { group in
            group.addTask { await queue.run() }
            queue.add(key("later"), after: .milliseconds(60))
            queue.add(key("sooner"), after: .milliseconds(20))
            #expect(await queue.next() == key("sooner"))
            #expect(await queue.next() == key("later"))
            group.cancelAll()
        }
    }

    @Test func `cancelling a waiting worker gives it nothing and loses no key`() async {
        let queue = WorkQueue(name: "test")
        let cancelled = Task { await queue.next() }
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        queue.add(key("a"))
        #expect(await queue.next() == key("a"))
    }

    @Test func `a worker that is cancelled just as it begins to wait is released`() async {
        let queue = WorkQueue(name: "test")
        await withTaskGroup { group in
            for _ in 0..<500 {
                group.addTask {
                    let worker = Task { await queue.next() }
                    await Task.yield()
                    worker.cancel()
                    #expect(await worker.value == nil)
                }
            }
        }
    }

    @Test func `shutting down releases every worker`() async {
        let queue = WorkQueue(name: "test")
        await withTaskGroup(of: ObjectKey?.self) { group in
            for _ in 0..<8 { group.addTask { await queue.next() } }
            queue.shutDown()
            for await key in group { #expect(key == nil) }
        }
    }

    @Test func `a thousand keys through eight workers are each worked on exactly once, never twice at a time`() async {
        let queue = WorkQueue(name: "test")
        for index in 0..<1000 { queue.add(key("k\(index)")) }
        let counts = await withTaskGroup(of: [ObjectKey].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var mine: [ObjectKey] = []
                    while mine.count < 125, let key = await queue.next() {
                        mine.append(key)
                        queue.done(key)
                    }
                    return mine
                }
            }
            return await group.reduce(into: [ObjectKey: Int]()) { counts, keys in for key in keys { counts[key, default: 0] += 1 } }
        }
        #expect(counts.count == 1000)
        #expect(counts.values.allSatisfy { $0 == 1 })
    }
}
