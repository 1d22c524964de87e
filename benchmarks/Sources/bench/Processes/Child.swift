import Subprocess
import SystemPackage

/// Runs other programs to their end.
enum Child {
    /// Runs a program whose output is thrown away.
    ///
    /// - Throws: ``BenchError`` when it cannot be run or fails.
    @discardableResult
    static func cost(_ command: [String], in folder: String? = nil) async throws -> Cost {
        try await timed(command) { program in
            let result = try await Subprocess.run(
                program, arguments: Arguments(Array(command.dropFirst())), workingDirectory: folder.map { FilePath($0) },
                output: .discarded, error: .string(limit: 1 << 20))
            return (result.terminationStatus, result.standardError, ())
        }.cost
    }

    /// Runs a program and returns what it printed.
    static func output(_ command: [String]) async throws -> (cost: Cost, text: String) {
        try await timed(command) { program in
            let result = try await Subprocess.run(
                program, arguments: Arguments(Array(command.dropFirst())), output: .string(limit: 1 << 20),
                error: .string(limit: 1 << 20))
            return (result.terminationStatus, result.standardError, result.standardOutput)
        }
    }

    static func executable(_ name: String) -> Executable { name.contains("/") ? .path(FilePath(name)) : .name(name) }

    private static func timed<Value>(
        _ command: [String], _ body: (Executable) async throws -> (TerminationStatus, String, Value)
    ) async throws -> (cost: Cost, text: Value) {
        let name = command.first ?? ""
        let cpuBefore = Cost.cpuOfEndedChildren
        let began = ContinuousClock.now
        let (status, words, value): (TerminationStatus, String, Value)
        do {
            (status, words, value) = try await body(executable(name))
        } catch let error as SubprocessError { throw BenchError("\(name) cannot be run: \(error)") }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        guard status.isSuccess else { throw BenchError("\(name) ended with \(status): \(words.suffix(500))") }
        return (Cost(seconds: seconds, cpu: Cost.cpuOfEndedChildren - cpuBefore), value)
    }
}
