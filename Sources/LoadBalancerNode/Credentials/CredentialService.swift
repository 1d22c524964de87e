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
    private let interval: Duration
    private let probe: @Sendable () async throws -> Void
    private let logger: Logger

    /// Makes the service.
    ///
    /// - Parameters:
    ///   - lifetime: what to ask for, in seconds; the server may choose otherwise.
    ///   - interval: how often to see whether the token is still good.
    ///   - probe: a call that a good token may make.
    public init(
        credential: NodeCredential, client: KubernetesClient, lifetime: Int = 3600, interval: Duration = .seconds(60), logger: Logger,
        probe: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.credential = credential
        self.client = client
        self.lifetime = lifetime
        self.interval = interval
        self.probe = probe
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
                    if failures == 0, self.credential.standbyToken == nil { await self.renewStandby(claims) }
                    // A long pause in short ones: the clock may be set meanwhile, the kubeconfig replaced by somebody, and the ServiceAccount
                    // deleted, with which its token dies before its time.
                    try await Task.sleep(for: min(pause, self.interval))
                    guard pause <= self.interval else {
                        try await self.probe()
                        continue
                    }
                    try await self.renew(claims)
                    failures = 0
                    jitter = .random(in: 0..<1)
                } catch is CancellationError {
                    return
                } catch {
                    if (error as? KubernetesError)?.isUnauthorized == true, await self.recover() {
                        failures = 0
                        continue
                    }
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
        await renewStandby(claims)
        logger.info("the credential is renewed", metadata: ["expires": "\(answer.expirationTimestamp)"])
    }

    private func counterpart(of claims: TokenClaims) -> String {
        let suffix = "-standby"
        return claims.serviceAccount.hasSuffix(suffix)
            ? String(claims.serviceAccount.dropLast(suffix.count)) : claims.serviceAccount + suffix
    }

    // What can be done without is not worth a failure: a stack from before there were two has only one.
    private func renewStandby(_ claims: TokenClaims) async {
        do {
            let answer = try await client.createToken(
                serviceAccount: counterpart(of: claims), namespace: claims.namespace,
                request: TokenRequest.Spec(expirationSeconds: lifetime))
            try credential.keep(standbyToken: answer.token)
        } catch {
            logger.debug("there is no standby credential: \(error)")
        }
    }

    // Asks for a token of the ServiceAccount that was deleted, and made anew by the controller meanwhile, with the other one's.
    private func recover() async -> Bool {
        do {
            guard let configuration = try credential.standbyConfiguration() else { return false }
            let claims = try TokenClaims(token: credential.token())
            let standby = try KubernetesClient(configuration: configuration)
            let answer: Result<TokenRequest.Status, any Error>
            do {
                answer = .success(
                    try await standby.createToken(
                        serviceAccount: claims.serviceAccount, namespace: claims.namespace,
                        request: TokenRequest.Spec(expirationSeconds: lifetime)))
            } catch {
                answer = .failure(error)
            }
            await standby.shutdown()
            try credential.replace(token: try answer.get().token)
            logger.notice("the token was refused, and a new one is there by way of the standby ServiceAccount")
            return true
        } catch {
            logger.warning("the token is refused, and the standby credential does not help: \(error)")
            return false
        }
    }
}
