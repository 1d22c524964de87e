import NIOConcurrencyHelpers

/// Wakes one loop: by a change, or by the clock. Changes that come while the loop works are joined into one.
final class Wakeups: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let dirty = NIOLockedValueBox(false)

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Marks a change and wakes the loop.
    func changed() {
        dirty.withLockedValue { $0 = true }
        continuation.yield()
    }

    /// Whether there was a change since this was last asked.
    func takeChange() -> Bool {
        dirty.withLockedValue { dirty in
            defer { dirty = false }
            return dirty
        }
    }

    /// Calls `body` at once, then at each change and at least once per `interval`, until the task is cancelled.
    func loop(every interval: Duration, _ body: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [continuation] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: interval)
                    continuation.yield()
                }
            }
            await body()
            for await _ in stream {
                if Task.isCancelled { break }
                await body()
            }
            group.cancelAll()
        }
    }
}
