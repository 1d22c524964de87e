import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// Runs a credential plug-in.
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>.
struct ExecPlugin: Sendable {
    /// The versions of the protocol that are spoken; the first is meant where a kubeconfig names none.
    static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    private let exec: Kubeconfig.Exec
    private let cluster: JSONValue?
    private let deadline: Duration
    private let hasTerminal: @Sendable () -> Bool

    /// - Parameters:
    ///   - cluster: what the plug-in is told of the server, if it is.
    ///   - deadline: how long it may take before it is killed.
    init(
        _ exec: Kubeconfig.Exec, cluster: JSONValue? = nil, deadline: Duration = .seconds(60),
        hasTerminal: @escaping @Sendable () -> Bool = { isatty(STDIN_FILENO) == 1 }
    ) {
        self.exec = exec
        self.cluster = cluster
        self.deadline = deadline
        self.hasTerminal = hasTerminal
    }

    /// Runs the plug-in and reads its answer; one that does not end in time is killed.
    ///
    /// - Throws: ``KubernetesError/configuration(_:)`` with the plug-in's own words and the kubeconfig's hint.
    func obtain(metrics: ClientMetrics? = nil) async throws -> ExecCredential.Answer {
        let isInteractive = try interaction()
        let late = failure("gave no answer within \(deadline)")
        return try await withDeadline(deadline, error: late) { try await output(isInteractive: isInteractive, metrics: metrics) }
    }

    private func interaction() throws -> Bool {
        switch exec.interactiveMode ?? .ifAvailable {
        case .never: return false
        case .ifAvailable: return hasTerminal()
        case .always:
            guard hasTerminal() else {
                throw failure("has interactiveMode Always, but there is no terminal to ask at; log in with it at a terminal first")
            }
            return true
        }
    }

    private func output(isInteractive: Bool, metrics: ClientMetrics?) async throws -> ExecCredential.Answer {
        let version = exec.apiVersion ?? Self.versions[0]
        let request = ExecCredential.request(version: version, isInteractive: isInteractive, cluster: cluster)
        var environment: [Environment.Key: String?] = ["KUBERNETES_EXEC_INFO": request]
        for variable in exec.env ?? [] {
            environment[Environment.Key(stringLiteral: variable.name)] = variable.value
        }
        let configuration = Subprocess.Configuration(
            executable: exec.command.contains("/") ? .path(FilePath(exec.command)) : .name(exec.command),
            arguments: Arguments(exec.args ?? []), environment: .inherit.updating(environment))
        do {
            let (status, printed, words) = try await run(configuration, isInteractive: isInteractive)
            metrics?.pluginCalled(code: status.code, status: status.isSuccess ? "no_error" : "plugin_execution_error")
            guard status.isSuccess else { throw failure("failed: \(words.isEmpty ? "exit code \(status.code)" : words).") }
            let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
            return try ExecCredential.answer(printed, version: version, now: now)
        } catch let error as KubernetesError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as SubprocessError where error.code == .executableNotFound {
            metrics?.pluginCalled(code: 1, status: "plugin_not_found_error")
            throw failure("is not installed.")
        } catch {
            throw failure("cannot be used: \(error).")
        }
    }

    private func run(
        _ configuration: Subprocess.Configuration, isInteractive: Bool
    ) async throws -> (status: PluginStatus, output: [UInt8], words: String) {
        if isInteractive {
            // The plug-in asks on its standard error and reads the answer from the terminal.
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false), output: .bytes(limit: 1 << 20),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
            return (PluginStatus(result.terminationStatus), result.standardOutput, "")
        }
        let result = try await Subprocess.run(configuration, output: .bytes(limit: 1 << 20), error: .string(limit: 4096))
        let words = "\(result.standardError)".split(separator: "\n").joined(separator: " ")
        return (PluginStatus(result.terminationStatus), result.standardOutput, words)
    }

    private func failure(_ problem: String) -> KubernetesError {
        let hint = exec.installHint.map { " \($0)" } ?? ""
        return .configuration("the credential plug-in \(exec.command) \(problem)\(hint)")
    }
}

/// How a plug-in ended.
private struct PluginStatus {
    let isSuccess: Bool
    let code: Int

    init(_ status: TerminationStatus) {
        isSuccess = status.isSuccess
        code =
            switch status {
            case .exited(let code): Int(code)
            case .signaled(let signal): 128 + Int(signal)
            }
    }
}
