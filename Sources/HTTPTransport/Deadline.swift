/// Runs `body` and gives it up when it takes longer than `limit`: it is cancelled, awaited, and `error` is thrown in its place.
///
/// `body` must heed cancellation; this returns only when it has ended.
///
/// - Throws: `error`, or what `body` throws; `CancellationError` when the caller is cancelled.
public func withDeadline<Value: Sendable>(
    _ limit: Duration, error: @autoclosure @escaping @Sendable () -> any Error, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw error() }
        return value
    }
}
