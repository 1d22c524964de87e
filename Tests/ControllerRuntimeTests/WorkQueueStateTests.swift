import Testing

@testable import ControllerRuntime

@Suite struct WorkQueueStateTests {
    private let start = ContinuousClock.now

    private func queue() -> WorkQueueState<String> {
        WorkQueueState(firstBackoff: .milliseconds(5), longestBackoff: .seconds(1))
    }

    @Test func `a key added twice comes once`() {
        var queue = queue()
        queue.add("a")
        queue.add("a")
        #expect(queue.take() == "a")
        #expect(queue.take() == nil)
    }

    @Test func `a key added while it is in work comes again when that is done, not before`() {
        var queue = queue()
        queue.add("a")
        #expect(queue.take() == "a")
        queue.add("a")
        #expect(queue.take() == nil)
        queue.done("a")
        #expect(queue.take() == "a")
        queue.done("a")
        #expect(queue.take() == nil)
    }

    @Test func `keys come in the order in which they were added`() {
        var queue = queue()
        let keys = (0..<200).map { "k\($0)" }
        for key in keys { queue.add(key) }
        var taken: [String] = []
        while let key = queue.take() {
            taken.append(key)
            queue.done(key)
        }
        #expect(taken == keys)
    }

    @Test func `failures back off to a limit, and success forgets them`() {
        var queue = queue()
        #expect(queue.addAfterFailure("a", now: start) == .milliseconds(5))
        #expect(queue.addAfterFailure("a", now: start) == .milliseconds(10))
        for _ in 0..<40 { _ = queue.addAfterFailure("a", now: start) }
        #expect(queue.addAfterFailure("a", now: start) == .seconds(1))
        queue.forget("a")
        #expect(queue.addAfterFailure("a", now: start) == .milliseconds(5))
    }

    @Test func `a delayed key comes when it is due, and the earlier of two dates counts`() {
        var queue = queue()
        queue.add("a", at: start + .seconds(10))
        queue.add("a", at: start + .seconds(5))
        queue.add("a", at: start + .seconds(20))
        #expect(queue.nextDue == start + .seconds(5))
        queue.advance(to: start + .seconds(4))
        #expect(queue.take() == nil)
        queue.advance(to: start + .seconds(5))
        #expect(queue.take() == "a")
        #expect(queue.nextDue == nil)
    }

    @Test func `the next date stays right as keys are overtaken, fall due and come anew`() {
        var queue = queue()
        for index in 1...5 { queue.add("k\(index)", at: start + .seconds(index)) }
        queue.add("k1")
        #expect(queue.nextDue == start + .seconds(2))
        queue.add("k4")
        #expect(queue.nextDue == start + .seconds(2))
        queue.advance(to: start + .seconds(3))
        #expect(queue.nextDue == start + .seconds(5))
        queue.add("k0", at: start + .seconds(4))
        #expect(queue.nextDue == start + .seconds(4))
        queue.advance(to: start + .seconds(9))
        #expect(queue.nextDue == nil)
        var taken: [String] = []
        while let key = queue.take() { taken.append(key) }
        #expect(taken == ["k1", "k4", "k2", "k3", "k0", "k5"])
    }

    @Test func `a change overtakes a delay`() {
        var queue = queue()
        queue.add("a", at: start + .seconds(10))
        queue.add("a")
        #expect(queue.take() == "a")
        queue.done("a")
        #expect(queue.nextDue == nil)
    }
}
