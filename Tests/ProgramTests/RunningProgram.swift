import FoundationEssentials
import JSON
import Subprocess
import SystemPackage
import Testing

/// A program of this package, as it was built beside the tests, in a process of its own.
struct RunningProgram: Sendable {
    /// How a program ended.
    struct End: Sendable {
        var status: TerminationStatus
        /// From the signal to the end.
        var duration: Duration
        /// Everything it wrote.
        var output: String
    }

    private let file: String

    /// Runs a program while `body` runs, then ends it by SIGTERM.
    static func with(
        _ name: String, _ arguments: [String] = [], environment: [String: String], _ body: (RunningProgram) async throws -> Void
    ) async throws -> End {
        let file = "/tmp/\(name)-\(UInt64.random(in: 0...UInt64.max)).log"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let descriptor = try FileDescriptor.open(
            FilePath(file), .writeOnly, options: [.create, .truncate, .append], permissions: [.ownerReadWrite])
        let program = RunningProgram(file: file)
        let variables = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        let ended = try await Subprocess.run(
            .path(FilePath("\(products)/\(name)")), arguments: Arguments(arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) })),
            input: .none, output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
            error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true)
        ) { execution -> ContinuousClock.Instant in
            do {
                try await body(program)
            } catch {
                try? execution.send(signal: .terminate)
                Issue.record("\(name) said:\n\(program.output)")
                throw error
            }
            let signalled = ContinuousClock.now
            // It may have ended by itself.
            try? execution.send(signal: .terminate)
            return signalled
        }
        return End(status: ended.terminationStatus, duration: .now - ended.closureResult, output: program.output)
    }

    /// Everything it has written so far.
    var output: String { FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// The messages so far, each a JSON object.
    var messages: [JSONValue] { output.split(separator: "\n").compactMap { try? JSONValue(parsing: Array($0.utf8)) } }

    /// The port in the first message that begins so and ends with an address.
    func port(after beginning: String) async throws -> Int {
        for _ in 0..<1200 {
            let text = messages.compactMap { $0["msg"]?.stringValue }.first { $0.hasPrefix(beginning) }
            if let port = text.flatMap({ $0.split(separator: ":").last }).flatMap({ Int($0) }) { return port }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NoSuchMessage(description: "no message \"\(beginning)...\" in:\n\(output)")
    }

    private struct NoSuchMessage: Error, CustomStringConvertible {
        var description: String
    }

    /// The folder of everything that was built: the tests' own.
    private static var products: String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return String(bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)])
    }
}
