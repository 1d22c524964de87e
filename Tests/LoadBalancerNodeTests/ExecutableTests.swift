import LoadBalancerNode
import Subprocess
import SystemPackage
import Testing

/// The program `ake-node` as it was built beside the tests.
@Suite(.enabled(if: NodeFile.readIfPresent(Sandbox.program) != nil)) struct ExecutableTests {
    private func run(_ arguments: [String]) async throws -> (status: TerminationStatus, output: String, error: String) {
        let result = try await Subprocess.run(
            .path(FilePath(Sandbox.program)), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        return (result.terminationStatus, result.standardOutput, result.standardError)
    }

    @Test func `help goes to standard output`() async throws {
        let (status, output, _) = try await run(["--help"])
        #expect(status == .exited(0))
        #expect(output == NodeOptions.help + "\n")
    }

    @Test(
        "a mistake in the configuration ends it with status 2 and its name",
        arguments: [
            (["--nope"], "unknown argument \"--nope\""), (["--config", "/nonexistent.json"], "/nonexistent.json cannot be read"),
            (["--log-level", "loud"], "--log-level: \"loud\""), (["--config", "/etc/hostname"], "/etc/hostname"),
        ])
    func mistakes(arguments: [String], text: String) async throws {
        let (status, output, error) = try await run(arguments)
        #expect(status == .exited(2))
        #expect(output == "")
        #expect(error.contains("ake-node: ") && error.contains(text))
    }

    @Test func `it is small: no YAML, no ICU, no whole Foundation`() async throws {
        let libraries = try await Shell.run("ldd", [Sandbox.program])
        for name in ["libFoundation.so", "lib_FoundationICU.so", "libFoundationInternationalization.so"] {
            #expect(!libraries.contains(name))
        }
        let strings = try await Shell.run("grep", ["-c", "yaml_parser_initialize", Sandbox.program], allowed: [0, 1])
        #expect(strings.hasPrefix("0"))
    }
}
