import Subprocess
import SystemPackage

/// Runs small programs to their end.
enum Program {
    /// Runs a program and returns what it printed.
    ///
    /// - Parameter limit: after so long it is killed.
    /// - Throws: ``NodeError`` with code `program` when it cannot be run, fails or takes too long.
    static func output(_ path: String, _ arguments: [String], limit: Duration = .seconds(5)) async throws -> String {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await finish(path, arguments) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let output = first else {
                throw NodeError(.program, "\(path) \(arguments.joined(separator: " ")) was not done after \(limit)")
            }
            return output
        }
    }

    private static func finish(_ path: String, _ arguments: [String]) async throws -> String {
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await run(
                .path(FilePath(path)), arguments: Arguments(arguments), output: .string(limit: 4 << 20), error: .string(limit: 1 << 16))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw NodeError(.program, "\(path) cannot be run: \(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let text = result.standardError + result.standardOutput
            throw NodeError(.program, "\(path) \(arguments.joined(separator: " ")): \(result.terminationStatus): \(text.suffix(500))")
        }
        return result.standardOutput
    }
}
