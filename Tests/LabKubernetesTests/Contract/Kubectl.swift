import FoundationEssentials
import LabKubernetes
import Subprocess
import Testing

/// The real kubectl against a cluster: the one of `AKE_TEST_KUBECONFIG`, else a `LabKubernetes` of its own.
struct Kubectl: Sendable {
    /// What a command gave.
    struct Output: Sendable {
        var isSuccess: Bool
        var text: String
        var errors: String
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let kubeconfig: String
    let folder: String
    let namespace: String

    /// Runs a body in a namespace of its own.
    static func with(_ body: @Sendable (Kubectl) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ake-kubectl-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        if let real = ProcessInfo.processInfo.environment["AKE_TEST_KUBECONFIG"], !real.isEmpty {
            try await Kubectl(kubeconfig: real, folder: folder, namespace: namespace()).inNamespace(body)
            return
        }
        let server = try await LabKubernetes.start()
        do {
            try Data(server.kubeconfig).write(to: URL(filePath: folder + "/kubeconfig"))
            try await Kubectl(kubeconfig: folder + "/kubeconfig", folder: folder, namespace: namespace()).inNamespace(body)
        } catch {
            try await server.stop()
            throw error
        }
        try await server.stop()
    }

    private static func namespace() -> String { "ake-test-\(UUID().uuidString.lowercased().prefix(8))" }

    private func inNamespace(_ body: @Sendable (Kubectl) async throws -> Void) async throws {
        try await ok(["create", "namespace", namespace])
        do {
            try await body(self)
        } catch {
            _ = try await run(["delete", "namespace", namespace, "--wait=false"])
            throw error
        }
        try await ok(["delete", "namespace", namespace, "--timeout=60s"])
    }

    /// Runs kubectl in the namespace.
    func run(_ arguments: [String], input: String = "") async throws -> Output {
        let all = ["--kubeconfig", kubeconfig, "--cache-dir", folder + "/cache", "--namespace", namespace] + arguments
        do {
            let result = try await Subprocess.run(
                .name("kubectl"), arguments: Arguments(all), input: .string(input), output: .string(limit: 1 << 22),
                error: .string(limit: 1 << 20))
            return Output(
                isSuccess: result.terminationStatus.isSuccess, text: result.standardOutput, errors: result.standardError)
        } catch {
            throw Failure(
                description:
                    "kubectl could not be run (\(error)): the contract test needs kubectl 1.27 or newer on the PATH; install it from https://kubernetes.io/docs/tasks/tools/"
            )
        }
    }

    /// Runs kubectl, which must succeed.
    @discardableResult
    func ok(_ arguments: [String], input: String = "") async throws -> String {
        let output = try await run(arguments, input: input)
        guard output.isSuccess else { throw Failure(description: "kubectl \(arguments.joined(separator: " ")): \(output.errors)") }
        return output.text
    }

    /// Runs kubectl, which must fail; returns what it said.
    func refused(_ arguments: [String], input: String = "") async throws -> String {
        let output = try await run(arguments, input: input)
        guard !output.isSuccess else { throw Failure(description: "kubectl \(arguments.joined(separator: " ")) succeeded: \(output.text)") }
        return output.errors
    }
}

extension String {
    /// The words of each line, for comparing tables whatever their spacing.
    var table: [[String]] { split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) } }
}
