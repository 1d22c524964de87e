import HTTPTransport
import JSON
import Logging
import NIOConcurrencyHelpers
import OpenStackAPI

/// Holds the client's token: fetched when first needed, renewed before it expires and after a service refused it, by one caller at a time.
final class KeystoneSession: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>

    private let cloud: CloudConfiguration
    private let transport: any Transport
    private let retries: OpenStackRetryPolicy
    private let clock: OpenStackClock
    private let logger: Logger
    private let state = NIOLockedValueBox((cache: TokenCache<Waiter>(), nextWaiter: UInt64(0)))

    init(cloud: CloudConfiguration, transport: any Transport, retries: OpenStackRetryPolicy, clock: OpenStackClock, logger: Logger) {
        self.cloud = cloud
        self.transport = transport
        self.retries = retries
        self.clock = clock
        self.logger = logger
    }

    /// A token that is good for now.
    func token() async throws -> Keystone.Token {
        while true {
            try Task.checkCancellation()
            let now = clock.now()
            switch state.withLockedValue({ $0.cache.request(at: now) }) {
            case .use(let token): return token
            case .wait: try await wait()
            case .fetch(let meanwhile):
                do {
                    let token = try await authenticate()
                    let wallClock = WallClock.secondsSinceEpoch()
                    for waiter in state.withLockedValue({ $0.cache.fetched(token, at: now, wallClock: wallClock) }) { waiter.resume() }
                    logger.debug("authenticated", metadata: ["cloud": "\(cloud.name)", "token": "\(token)"])
                    return token
                } catch {
                    for waiter in state.withLockedValue({ $0.cache.failed() }) {
                        // Whoever waited for a cancelled caller goes on alone.
                        if error is CancellationError { waiter.resume() } else { waiter.resume(throwing: error) }
                    }
                    if let meanwhile, !(error is CancellationError) {
                        logger.warning("token not renewed, using the old one", metadata: ["error": "\(error)"])
                        return meanwhile
                    }
                    throw error
                }
            }
        }
    }

    /// Forgets a token that a service refused.
    func refuse(_ token: Keystone.Token) {
        state.withLockedValue { $0.cache.refuse(token.secret) }
    }

    private func wait() async throws {
        let id = state.withLockedValue {
            $0.nextWaiter += 1
            return $0.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                let isQueued = state.withLockedValue { !Task.isCancelled && $0.cache.enqueue(waiter, id: id) }
                if !isQueued { waiter.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.cache.abandon(id: id) }?.resume(throwing: CancellationError())
        }
    }

    private func authenticate() async throws -> Keystone.Token {
        let body = Keystone.AuthenticationRequest.body(for: cloud.credentials).serialized()
        let url = Keystone.AuthenticationRequest.url(authenticationURL: cloud.authenticationURL)
        let start = clock.now()
        var attempt = 0
        while true {
            attempt += 1
            let outcome: OpenStackRetryPolicy.Outcome
            let error: OpenStackError
            do {
                let response = try await transport.send(
                    HTTPRequest(
                        method: "POST", url: url,
                        headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")],
                        body: body, deadline: .seconds(20), maximumResponseBytes: 4 << 20))
                if response.isSuccess { return try Self.token(response) }
                outcome = .status(response.status, retryAfter: response.retryAfter)
                error = OpenStackError(response, service: .identity)
            } catch let failure as TransportError {
                outcome = .failure(failure.code)
                error = OpenStackError(failure.code == .tls ? .configuration : .unavailable, "\(failure)", service: .identity)
            }
            // A token too many does no harm: this POST may be repeated.
            let remaining = Duration.seconds(30) - (clock.now() - start)
            switch retries.decide(outcome, isIdempotent: true, attempt: attempt, remaining: remaining, jitter: clock.jitter()) {
            case .retry(let pause): try await clock.sleep(pause)
            case .giveUp: throw error
            }
        }
    }

    private static func token(_ response: HTTPResponse) throws -> Keystone.Token {
        guard let secret = response.headers[Keystone.AuthenticationRequest.subjectTokenHeader] else {
            throw OpenStackError(.malformedAnswer, "Keystone's answer has no X-Subject-Token", service: .identity, status: response.status)
        }
        do {
            return try Keystone.Token(subjectToken: secret, body: response.body)
        } catch {
            throw OpenStackError(
                .malformedAnswer, "Keystone's answer cannot be read: \(error)", service: .identity, status: response.status)
        }
    }
}
