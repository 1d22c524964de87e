/// Lets so many in at once, in the order in which they came: for tests with servers and processes of their own, of which a hundred at a time
/// on two cores would make every deadline meaningless.
package actor Gate {
    private var left: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Makes a gate.
    package init(_ places: Int) { left = places }

    /// Runs a body as soon as there is a place.
    ///
    /// - Throws: what the body throws; `CancellationError` when the task was cancelled before.
    package nonisolated func within<Value>(_ body: () async throws -> Value) async throws -> Value {
        await take()
        do {
            try Task.checkCancellation()
            let value = try await body()
            await free()
            return value
        } catch {
            await free()
            throw error
        }
    }

    private func take() async {
        if left > 0 {
            left -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func free() {
        if waiting.isEmpty { left += 1 } else { waiting.removeFirst().resume() }
    }
}
