import KubernetesAPI
import Logging
import NIOConcurrencyHelpers

/// Holds the credential of a client's calls, and gets a new one when it is due or refused, once however many calls wait for it.
final class CredentialCache: Sendable {
    // A rotated file is noticed within this time even if the old token is still accepted; the kubelet rotates long before expiry.
    private static let fileLifetime: Duration = .seconds(30)
    // Calls that are sent just before the end should still arrive before it.
    private static let margin: Duration = .seconds(30)

    private let source: CredentialSource
    private let plugin: ExecPlugin?
    private let metrics: ClientMetrics
    private let logger: Logger
    private let state = NIOLockedValueBox(CredentialState())
    private let flight = SingleFlight<Credential>()

    init(_ configuration: KubernetesConfiguration, metrics: ClientMetrics, logger: Logger) {
        self.source = configuration.credential
        self.metrics = metrics
        self.logger = logger
        if case .exec(let exec) = configuration.credential {
            self.plugin = ExecPlugin(exec, cluster: exec.provideClusterInfo == true ? configuration.clusterInfo : nil)
        } else {
            self.plugin = nil
        }
    }

    /// The client certificate of the plug-in, if it gave one.
    var certificate: Credential.Certificate? { plugin == nil ? nil : state.withLockedValue { $0.current?.certificate } }

    /// The credential to send, if it takes no waiting; `nil` when a plug-in has to be asked.
    ///
    /// - Throws: ``KubernetesError/configuration(_:)`` when none can be got.
    var held: Credential? {
        get throws {
            switch source {
            case .none: Credential.none
            case .token(let token): .bearer(token)
            case .basic(let user, let password): .basic(user, password)
            case .file(let path): try valid() ?? read(path, fallback: nil)
            case .fileOrToken(let path, let token): try valid() ?? read(path, fallback: token)
            case .exec: valid()
            }
        }
    }

    /// The credential to send.
    ///
    /// - Throws: ``KubernetesError/configuration(_:)`` when none can be got.
    func current() async throws -> Credential {
        if let held = try held { return held }
        return try await flight.run { try await self.obtain() }
    }

    /// Is told that the server refused a credential. Returns whether another one may come of it.
    func refused(_ credential: Credential) -> Bool {
        switch source {
        case .none, .token, .basic: return false
        case .exec:
            state.withLockedValue { $0.refused(credential) }
            return true
        case .file(let path), .fileOrToken(let path, _):
            state.withLockedValue { $0.refused(credential) }
            return (try? Self.token(in: path)).map { .bearer($0) != credential } ?? false
        }
    }

    private func valid() -> Credential? {
        if case .use(let credential) = state.withLockedValue({ $0.step(now: .now) }) { return credential }
        return nil
    }

    private func read(_ path: String, fallback: String?) throws -> Credential {
        do {
            let credential = Credential.bearer(try Self.token(in: path))
            state.withLockedValue { $0.obtained(credential, lifetime: Self.fileLifetime, now: .now) }
            return credential
        } catch {
            // A file that is missing for a moment while it is replaced must not stop the calls.
            guard let last = state.withLockedValue({ $0.current }) ?? fallback.map(Credential.bearer) else { throw error }
            logger.warning("the last token stays in use: \(error)")
            return last
        }
    }

    private func obtain() async throws -> Credential {
        // Another call may have got it while this one came to its turn.
        if let valid = valid() { return valid }
        guard let plugin else { return .none }
        let answer = try await plugin.obtain(metrics: metrics)
        let lifetime = answer.expiresIn.map { max($0 - Self.margin, .seconds(1)) }
        metrics.pluginLifetime(answer.expiresIn)
        state.withLockedValue { $0.obtained(answer.credential, lifetime: lifetime, now: .now) }
        return answer.credential
    }

    private static func token(in path: String) throws -> String {
        let token = String(decoding: try FileBytes.read(path), as: UTF8.self).filter { !$0.isWhitespace }
        guard !token.isEmpty else { throw KubernetesError.configuration("the token file \(path) is empty") }
        return token
    }
}
