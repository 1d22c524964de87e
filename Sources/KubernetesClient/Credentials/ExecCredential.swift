import FoundationEssentials
import JSON
import KubernetesAPI
import Subprocess
import SystemPackage

/// What a credential plug-in prints.
///
/// See <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>.
struct ExecCredential: Decodable {
    struct Status: Decodable {
        var token: String?
        var expirationTimestamp: Timestamp?
    }
    var status: Status?

    /// Runs the plug-in and reads its token; one that does not end in time is killed.
    static func obtain(
        from plugin: Kubeconfig.Exec, deadline: Duration = .seconds(60)
    ) async throws -> (token: String, expiresIn: Duration?) {
        try await withThrowingTaskGroup(of: (token: String, expiresIn: Duration?)?.self) { group in
            group.addTask { try await output(of: plugin) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let credential = first else {
                throw KubernetesError.configuration("the credential plug-in \(plugin.command) gave no answer within \(deadline)")
            }
            return credential
        }
    }

    private static func output(of plugin: Kubeconfig.Exec) async throws -> (token: String, expiresIn: Duration?) {
        let version = plugin.apiVersion ?? "client.authentication.k8s.io/v1"
        let request: JSONValue = ["apiVersion": .string(version), "kind": "ExecCredential", "spec": ["interactive": false]]
        var environment: [Environment.Key: String?] = ["KUBERNETES_EXEC_INFO": request.serializedString]
        for variable in plugin.env ?? [] {
            environment[Environment.Key(stringLiteral: variable.name)] = variable.value
        }
        let executable: Executable =
            plugin.command.contains("/") ? .path(FilePath(plugin.command)) : .name(plugin.command)
        let hint = plugin.installHint.map { " \($0)" } ?? ""
        do {
            let result = try await run(
                executable, arguments: Arguments(plugin.args ?? []), environment: .inherit.updating(environment),
                output: .bytes(limit: 1 << 20), error: .string(limit: 4096))
            guard result.terminationStatus.isSuccess else {
                throw KubernetesError.configuration(
                    "the credential plug-in \(plugin.command) failed: \(result.standardError).\(hint)")
            }
            let credential = try JSONReader.decode(ExecCredential.self, from: result.standardOutput)
            guard let token = credential.status?.token else {
                throw KubernetesError.configuration("the credential plug-in \(plugin.command) printed no status.token")
            }
            let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
            return (token, credential.status?.expirationTimestamp.map { $0.since(now) })
        } catch let error as KubernetesError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw KubernetesError.configuration("the credential plug-in \(plugin.command) cannot be used: \(error).\(hint)")
        }
    }
}
