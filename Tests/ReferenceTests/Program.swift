import JSON
import Subprocess
import SystemPackage

/// The programs of this package, as they were built beside the tests.
enum Program {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What a program says of its flags.
    static func help(_ name: String) async throws -> CommandHelp {
        try JSONReader.decode(CommandHelp.self, from: Array(try await output(name, ["--experimental-dump-help"]).utf8))
    }

    /// What a program prints; its environment is empty, so that no variable changes a default.
    static func output(_ name: String, _ arguments: [String]) async throws -> String {
        let result = try await run(
            .path(FilePath("\(products)/\(name)")), arguments: Arguments(arguments), environment: .custom([:]),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "\(name) \(arguments): \(result.terminationStatus) \(result.standardError)")
        }
        return result.standardOutput
    }

    private static var products: String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return String(bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)])
    }
}
