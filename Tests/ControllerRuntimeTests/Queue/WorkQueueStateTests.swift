import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct WorkQueueStateTests {
    private let start = ContinuousClock.now

    private func queue() -> WorkQueueState {
        WorkQueueState(WorkQueueSettings(firstBackoff: .milliseconds(5), longestBackoff: .seconds(1)))
    }

    private func key(_ name: String, in namespace: String = "n") -> ObjectKey { ObjectKey(namespace: namespace, name: name) }

    private func take(_ queue: inout WorkQueueState) -> String? { queue.take(now: start)?.key.name }

    private func takeAll(_ queue: inout WorkQueueState) -> [String] {
        var names: [String] = []
        while let taken = queue.take(now: start) {
            names.append(taken.key.name)
            queue.done(taken.key, now: start)
        }
        return names
    }

    @Test func `a key added twice comes once`() {
        var queue = queue()
        queue.add(key("a"), now: start)
        queue.add(key("a"), now: start)
        #expect(queue.adds == 1)
        #expect(take(&queue) == "a")
        #expect(take(&queue) == nil)
    }

    @Test func `a key added while it is in work comes again when that is done, not before`() {
        var queue = queue()
        queue.add(key("a"), now: start)
        #expect(take(&queue) == "a")
        queue.add(key("a"), now: start)
        queue.add(key("a"), now: start)
        #expect(take(&queue) == nil)
        #expect(queue.depth == 1 && queue.inWork == 1)
        queue.done(key("a"), now: start)
        #expect(take(&queue) == "a")
        queue.done(key("a"), now: start)
        #expect(take(&queue) == nil)
        #expect(queue.known == 0)
    }

    @Test func `keys of one namespace come in the order in which they were added`() {
        var queue = queue()
        let names = (0..<200).map { "k\($0)" }
        for name in names { queue.add(key(name), now: start) }
        #expect(takeAll(&queue) == names)
    }

    @Test func `failures back off to a limit, and success forgets them`() {
        var queue = queue()
        #expect(queue.addAfterFailure(key("a"), now: start) == .milliseconds(5))
        #expect(queue.addAfterFailure(key("a"), now: start) == .milliseconds(10))
        for _ in 0..<40 { _ = queue.addAfterFailure(key("a"), now: start) }
        #expect(queue.addAfterFailure(key("a"), now: start) == .seconds(1))
        #expect(queue.failures(key("a")) == 43)
        queue.forget(key("a"))
        #expect(queue.addAfterFailure(key("a"), now: start) == .milliseconds(5))
    }

    @Test func `the lot draws a pause out by a fifth at most`() {
        var queue = queue()
        #expect(queue.addAfterFailure(key("a"), now: start, jitter: 1) == .milliseconds(6))
    }

    @Test func `retries of all keys together are limited once the burst is used up`() {
        var queue = WorkQueueState(WorkQueueSettings(firstBackoff: .milliseconds(1), retriesPerSecond: 10, retryBurst: 5))
        let pauses = (0..<10).map { queue.addAfterFailure(key("k\($0)"), now: start) }
        #expect(pauses.prefix(5).allSatisfy { $0 == .milliseconds(1) })
        #expect(pauses.last == .milliseconds(500))
        #expect(queue.addAfterFailure(key("later"), now: start + .seconds(60)) == .milliseconds(1))
    }

    @Test func `a delayed key comes when it is due, and the earlier of two dates counts`() {
        var queue = queue()
        for seconds in [10, 5, 20] { queue.add(key("a"), at: start + .seconds(seconds), now: start) }
        #expect(queue.nextDue == start + .seconds(5))
        queue.advance(to: start + .seconds(4))
        #expect(take(&queue) == nil)
        queue.advance(to: start + .seconds(5))
        #expect(take(&queue) == "a")
        #expect(queue.nextDue == nil)
    }

    @Test func `the next date stays right as keys are overtaken, fall due and come anew`() {
        var queue = queue()
        for index in 1...5 { queue.add(key("k\(index)"), at: start + .seconds(index), now: start) }
        queue.add(key("k1"), now: start)
        #expect(queue.nextDue == start + .seconds(2))
        queue.add(key("k4"), now: start)
        queue.advance(to: start + .seconds(3))
        #expect(queue.nextDue == start + .seconds(5))
        queue.add(key("k0"), at: start + .seconds(4), now: start)
        #expect(queue.nextDue == start + .seconds(4))
        queue.advance(to: start + .seconds(9))
        #expect(queue.nextDue == nil)
        #expect(takeAll(&queue) == ["k1", "k4", "k2", "k3", "k0", "k5"])
    }

    @Test func `a change overtakes a delay`() {
        var queue = queue()
        queue.add(key("a"), at: start + .seconds(10), now: start)
        queue.add(key("a"), now: start)
        #expect(take(&queue) == "a")
        queue.done(key("a"), now: start)
        #expect(queue.nextDue == nil)
        #expect(queue.known == 0)
    }

    @Test func `a change comes before what is only looked at again, and moves its key up`() {
        var queue = queue()
        for name in ["a", "b", "c"] { queue.add(key(name), priority: .low, now: start) }
        queue.add(key("d"), now: start)
        queue.add(key("c"), now: start)
        queue.add(key("d"), priority: .low, now: start)
        #expect(queue.depths.map(\.count) == [2, 2])
        #expect(takeAll(&queue) == ["d", "c", "a", "b"])
    }

    @Test func `a failed key comes again with the priority that it had`() {
        var queue = queue()
        queue.add(key("a"), priority: .low, now: start)
        #expect(take(&queue) == "a")
        _ = queue.addAfterFailure(key("a"), now: start)
        queue.done(key("a"), now: start)
        queue.advance(to: start + .seconds(1))
        #expect(queue.take(now: start)?.priority == .low)
    }

    @Test func `what is low comes too: each eighth take while there is always something higher`() {
        var queue = queue()
        for index in 0..<100 { queue.add(key("high\(index)"), now: start) }
        for index in 0..<4 { queue.add(key("low\(index)"), priority: .low, now: start) }
        for index in 0..<4 { queue.add(key("lowest\(index)"), priority: .suspect, now: start) }
        let order = takeAll(&queue)
        let places = order.indices.filter { order[$0].hasPrefix("low") }.map { $0 + 1 }
        #expect(places == [8, 16, 24, 32, 40, 48, 56, 64])
        #expect(places.prefix(4).map { order[$0 - 1] } == ["low0", "lowest0", "low1", "lowest1"])
    }

    @Test func `a namespace with ten thousand keys delays another one's by one turn`() {
        var queue = queue()
        for index in 0..<10_000 { queue.add(key("k\(index)", in: "big"), now: start) }
        for index in 0..<3 { queue.add(key("s\(index)", in: "small"), now: start) }
        #expect(takeAll(&queue).prefix(6) == ["k0", "s0", "k1", "s1", "k2", "s2"])
    }

    @Test func `it tells how long keys waited and how long they are in work`() {
        var queue = queue()
        queue.add(key("a"), now: start)
        #expect(queue.take(now: start + .seconds(3))?.waited == .seconds(3))
        queue.add(key("b"), now: start)
        _ = queue.take(now: start + .seconds(4))
        let unfinished = queue.unfinished(at: start + .seconds(5))
        #expect(unfinished.total == .seconds(3))
        #expect(unfinished.longest == .seconds(2))
        #expect(queue.done(key("a"), now: start + .seconds(6)) == .seconds(3))
        #expect(queue.done(key("a"), now: start + .seconds(6)) == nil)
    }
}
