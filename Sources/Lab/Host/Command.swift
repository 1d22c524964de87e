import Subprocess
import SystemPackage

/// Runs a program to its end and collects what it wrote (swift-subprocess underneath).
public enum Command {
    /// What a program left behind.
    public struct Output: Sendable, Hashable {
        /// Exit status; 128 + signal when a signal ended it.
        public let status: Int32
        /// Standard output.
        public let text: String
        /// Standard error.
        public let error: String
    }

    /// Runs `arguments[0]` with the rest as its arguments and waits for it.
    ///
    /// - Parameters:
    ///   - arguments: Program (a path, or a name looked up in PATH and the system folders) and its arguments.
    ///   - environment: Variables to add or replace; the rest is inherited.
    ///   - input: Text for standard input, which is empty otherwise.
    ///   - limit: Bytes of output accepted before the call fails.
    /// - Throws: ``LabError`` when the program cannot be started.
    public static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "", limit: Int = 16 << 20
    ) async throws -> Output {
        guard let program = arguments.first else { throw LabError("an empty command cannot be run") }
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(Array(arguments.dropFirst())),
                environment: inherited(adding: environment),
                input: .string(input),
                output: .string(limit: limit),
                error: .string(limit: limit))
            return Output(status: code(of: result.terminationStatus), text: result.standardOutput, error: result.standardError)
        } catch let error as SubprocessError {
            throw LabError("cannot run \(program): \(error)", remedy: "`ake-lab up` installs what the lab needs; see also `make demo`")
        }
    }

    /// As ``run(_:environment:input:limit:)``, and a status other than 0 is an error that quotes what the program said.
    @discardableResult
    public static func check(
        _ arguments: [String], environment: [String: String] = [:], input: String = "", limit: Int = 16 << 20
    ) async throws -> String {
        let output = try await run(arguments, environment: environment, input: input, limit: limit)
        guard output.status == 0 else {
            let said = lastLines(of: output.error.isEmpty ? output.text : output.error, 12)
            throw LabError("`\(arguments.joined(separator: " "))` ended with status \(output.status): \(said)")
        }
        return output.text
    }

    /// The last `count` lines of a text, without surrounding blank lines.
    static func lastLines(of text: String, _ count: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: true).suffix(count).joined(separator: "\n")
    }

    static func code(of status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    static func inherited(adding variables: [String: String]) -> Environment {
        var values: [Environment.Key: String?] = [:]
        for (name, value) in variables where name != "PATH" {
            if let key = Environment.Key(rawValue: name) { values[key] = value }
        }
        // ip, nft and bird stand in the system folders, which a user's PATH often lacks.
        let path = variables["PATH"] ?? ProcessEnvironment.value("PATH") ?? "/usr/bin:/bin"
        values["PATH"] = path + ":/usr/local/sbin:/usr/sbin:/sbin"
        return .inherit.updating(values)
    }
}
