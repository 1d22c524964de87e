import KubernetesAPI
import Testing

@testable import ControllerRuntime

/// The queue against the plainest thing that follows the same rules, step by step, with steps drawn by lot.
@Suite struct WorkQueueModelTests {
    /// Lists in place of links, heaps and rings.
    private struct Model {
        var ready: [(key: ObjectKey, priority: WorkPriority)] = []
        var again: [ObjectKey: WorkPriority] = [:]
        var working: [ObjectKey: WorkPriority] = [:]
        var delayed: [(key: ObjectKey, due: ContinuousClock.Instant, priority: WorkPriority)] = []

        mutating func add(_ key: ObjectKey, _ priority: WorkPriority) {
            delayed.removeAll { $0.key == key }
            if working[key] != nil {
                again[key] = max(again[key] ?? priority, priority)
            } else if let index = ready.firstIndex(where: { $0.key == key }) {
                guard ready[index].priority < priority else { return }
                ready.remove(at: index)
                ready.append((key, priority))
            } else {
                ready.append((key, priority))
            }
        }

        mutating func delay(_ key: ObjectKey, _ due: ContinuousClock.Instant, _ priority: WorkPriority) {
            guard !ready.contains(where: { $0.key == key }), again[key] == nil else { return }
            let old = delayed.first { $0.key == key }
            guard let old else { return delayed.append((key, due, priority)) }
            // A later date leaves the place among equals as it is.
            let index = delayed.firstIndex { $0.key == key } ?? 0
            if due < old.due {
                delayed.remove(at: index)
                delayed.append((key, due, max(priority, old.priority)))
            } else {
                delayed[index].priority = max(priority, old.priority)
            }
        }

        mutating func advance(_ now: ContinuousClock.Instant) {
            while let next = delayed.filter({ $0.due <= now }).map(\.due).min(), let entry = delayed.first(where: { $0.due == next }) {
                add(entry.key, entry.priority)
            }
        }

        mutating func done(_ key: ObjectKey) {
            working[key] = nil
            if let priority = again.removeValue(forKey: key) { ready.append((key, priority)) }
        }
    }

    @Test(arguments: 0..<20) func `whatever is done to it, it holds what the model holds and hands out what the model may`(seed: Int) {
        var lot = Lot(seed: UInt64(seed) + 1)
        var queue = WorkQueueState(WorkQueueSettings(firstBackoff: .seconds(1)))
        var model = Model()
        var now = ContinuousClock.now
        let keys = (0..<12).map { ObjectKey(namespace: "n\($0 % 3)", name: "k\($0)") }
        let priorities: [WorkPriority] = [.normal, .low, .suspect]
        var passedOver = 0
        for _ in 0..<1500 {
            let key = keys[lot.number(below: keys.count)]
            let priority = priorities[lot.number(below: priorities.count)]
            switch lot.number(below: 7) {
            case 0, 1:
                queue.add(key, priority: priority, now: now)
                model.add(key, priority)
            case 2:
                let due = now + .seconds(1 + lot.number(below: 5))
                queue.add(key, at: due, priority: priority, now: now)
                model.delay(key, due, priority)
            case 3:
                now += .seconds(1)
                queue.advance(to: now)
                model.advance(now)
            case 4, 5:
                guard let taken = queue.take(now: now) else {
                    #expect(model.ready.isEmpty)
                    continue
                }
                let top = model.ready.map(\.priority).max()
                // The first of its namespace and priority, and of the highest priority unless it is the eighth in turn.
                let first = model.ready.first { $0.priority == taken.priority && $0.key.namespace == taken.key.namespace }
                #expect(first?.key == taken.key)
                if taken.priority == top {
                    passedOver = model.ready.contains { $0.priority != top } ? passedOver + 1 : 0
                    #expect(passedOver < WorkQueueState.share)
                } else {
                    #expect(passedOver == WorkQueueState.share - 1)
                    passedOver = 0
                }
                model.ready.removeAll { $0.key == taken.key }
                model.working[taken.key] = taken.priority
            default:
                guard let key = model.working.keys.sorted().first else { continue }
                queue.done(key, now: now)
                model.done(key)
            }
            #expect(queue.depth == model.ready.count + model.again.count)
            #expect(queue.inWork == model.working.count)
            #expect(queue.nextDue == model.delayed.map(\.due).min())
        }
        let remembered = Set(model.ready.map(\.key)).union(model.working.keys).union(model.delayed.map(\.key))
        #expect(queue.known == remembered.count)
    }
}

/// A small generator whose draws a seed decides.
struct Lot {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func number(below limit: Int) -> Int { Int(next() >> 33) % max(1, limit) }
}
