/// A first-in first-out queue of numbers in one array, which grows as needed.
struct Ring: Sendable {
    private var items: [Int] = []
    private var head = 0
    private(set) var count = 0

    mutating func append(_ item: Int) {
        if count == items.count { grow() }
        items[(head + count) % items.count] = item
        count += 1
    }

    mutating func popFirst() -> Int? {
        guard count > 0 else { return nil }
        let item = items[head]
        head = (head + 1) % items.count
        count -= 1
        return item
    }

    private mutating func grow() {
        var larger = [Int](repeating: 0, count: max(8, items.count * 2))
        for index in 0..<count { larger[index] = items[(head + index) % items.count] }
        items = larger
        head = 0
    }
}
