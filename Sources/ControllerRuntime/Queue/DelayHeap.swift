/// Small numbers and when they are due, the earliest first; each may be moved or taken out. Everything takes time logarithmic in their count.
struct DelayHeap: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var due: Instant
        // Of two that are due at once, the one that was put in first comes first.
        var order: UInt64
        var item: Int

        func isBefore(_ other: Entry) -> Bool { due == other.due ? order < other.order : due < other.due }
    }

    private var entries: [Entry] = []
    // Where each item stands; -1 for none.
    private var positions: [Int] = []
    private var nextOrder: UInt64 = 0

    /// How many there are.
    var count: Int { entries.count }
    /// When the earliest is due.
    var nextDue: Instant? { entries.first?.due }

    /// When an item is due.
    func due(_ item: Int) -> Instant? { position(of: item).map { entries[$0].due } }

    /// Puts an item in, or moves it to another time.
    mutating func set(_ item: Int, due: Instant) {
        nextOrder += 1
        let entry = Entry(due: due, order: nextOrder, item: item)
        if let position = position(of: item) {
            entries[position] = entry
            settle(position)
        } else {
            entries.append(entry)
            while positions.count <= item { positions.append(-1) }
            positions[item] = entries.count - 1
            rise(entries.count - 1)
        }
    }

    /// Takes an item out; returns whether it was in.
    @discardableResult
    mutating func remove(_ item: Int) -> Bool {
        guard let position = position(of: item) else { return false }
        positions[item] = -1
        let last = entries.removeLast()
        if position < entries.count {
            entries[position] = last
            positions[last.item] = position
            settle(position)
        }
        return true
    }

    /// Takes the earliest out if it is due.
    mutating func popDue(at now: Instant) -> Int? {
        guard let first = entries.first, first.due <= now else { return nil }
        remove(first.item)
        return first.item
    }

    private func position(of item: Int) -> Int? {
        guard positions.indices.contains(item), positions[item] >= 0 else { return nil }
        return positions[item]
    }

    private mutating func settle(_ position: Int) {
        rise(position)
        sink(position)
    }

    private mutating func rise(_ start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard entries[position].isBefore(entries[parent]) else { return }
            exchange(position, parent)
            position = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var position = start
        while true {
            var first = position
            let child = 2 * position + 1
            for candidate in child...child + 1 where candidate < entries.count && entries[candidate].isBefore(entries[first]) {
                first = candidate
            }
            guard first != position else { return }
            exchange(position, first)
            position = first
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        entries.swapAt(left, right)
        positions[entries[left].item] = left
        positions[entries[right].item] = right
    }
}
