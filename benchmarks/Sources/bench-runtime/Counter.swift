import Synchronization

/// Counts, and lets one task wait for a number by looking now and then.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    private let wanted: Int

    init(wanted: Int) { self.wanted = wanted }

    var value: Int { count.load(ordering: .relaxed) }

    func increment() { count.add(1, ordering: .relaxed) }

    func waitForFirst() async throws { try await wait(for: 1) }
    func waitForAll() async throws { try await wait(for: wanted) }

    private func wait(for number: Int) async throws {
        while value < number { try await Task.sleep(for: .milliseconds(2)) }
    }
}
