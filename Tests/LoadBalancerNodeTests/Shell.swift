import Subprocess
import SystemPackage

/// Runs programs for the tests.
enum Shell {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    @discardableResult
    static func run(_ program: String, _ arguments: [String], in directory: String? = nil, allowed: [Int32] = [0]) async throws -> String {
        let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), workingDirectory: directory.map { FilePath($0) },
            output: .string(limit: 16 << 20), error: .string(limit: 1 << 20))
        guard case .exited(let code) = result.terminationStatus, allowed.contains(code) else {
            throw Failure(
                description: "\(program) \(arguments.joined(separator: " ")): \(result.terminationStatus): \(result.standardError)")
        }
        return result.standardOutput
    }
}
