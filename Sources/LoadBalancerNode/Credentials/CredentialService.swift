import FoundationEssentials
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// Renews the node's token before it ends, so that what stands in the server's user-data is useless an hour later and the node is not.
public struct CredentialService: ServiceLifecycle.Service, CustomStringConvertible {
    private let credential: NodeCredential
    private let client: KubernetesClient
    private let lifetime: Int
    private let logger: Logger

    /// Makes the service.
    ///
    /// - Parameter lifetime: what to ask for, in seconds; the server may choose otherwise.
    public init(credential: NodeCredential, client: KubernetesClient, lifetime: Int = 3600, logger: Logger) {
        self.credential = credential
        self.client = client
        self.lifetime = lifetime
        self.logger = logger
    }

    // The service group logs it; the stored properties, spelled out, are nobody's business.
    public var description: String { "CredentialService" }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            var jitter = Double.random(in: 0..<1)
            while !Task.isCancelled {
                do {
                    try self.credential.adopt()
                    let claims = try TokenClaims(token: self.credential.token())
                    let pause = self.pause(before: claims, failures: failures, jitter: jitter)
                    // A long pause in short ones: the clock may be set meanwhile, and the kubeconfig replaced by somebody.
                    try await Task.sleep(for: min(pause, .seconds(60)))
                    guard pause <= .seconds(60) else { continue }
                    try await self.renew(claims)
                    failures = 0
                    jitter = .random(in: 0..<1)
                } catch is CancellationError {
                    return
                } catch {
                    failures += 1
                    self.logger.warning("the credential cannot be renewed: \(error)", metadata: ["failures": "\(failures)"])
                    // A token that cannot be read stays so until somebody replaces the file.
                    let isToken = (error as? NodeError)?.code == .token
                    try? await Task.sleep(for: isToken ? .seconds(60) : TokenRenewal.pause(afterFailures: failures))
                }
            }
        }
    }

    private func pause(before claims: TokenClaims, failures: Int, jitter: Double) -> Duration {
        failures > 0 ? .zero : TokenRenewal.pause(claims, now: Int64(Date().timeIntervalSince1970), jitter: jitter)
    }

    private func renew(_ claims: TokenClaims) async throws {
        let answer = try await client.createToken(
            serviceAccount: claims.serviceAccount, namespace: claims.namespace,
            request: TokenRequest.Spec(expirationSeconds: lifetime))
        try credential.replace(token: answer.token)
        logger.info("the credential is renewed", metadata: ["expires": "\(answer.expirationTimestamp)"])
    }
}
