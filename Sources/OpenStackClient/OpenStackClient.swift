import HTTPTransport
import JSON
import Logging
import OpenStackAPI

/// Carries out ``OpenStackRequest``s against one cloud: finds the endpoint, adds the token, repeats what may be repeated, turns refusals into
/// ``OpenStackError``.
public struct OpenStackClient: Sendable {
    /// The cloud.
    public let cloud: CloudConfiguration
    private let transport: any Transport
    private let session: KeystoneSession
    private let retries: OpenStackRetryPolicy
    private let clock: OpenStackClock
    private let logger: Logger

    /// Makes a client; it authenticates when first used.
    public init(
        cloud: CloudConfiguration, transport: any Transport, retries: OpenStackRetryPolicy = OpenStackRetryPolicy(),
        clock: OpenStackClock = .continuous,
        logger: Logger = Logger(label: "openstack")
    ) {
        self.cloud = cloud
        self.transport = transport
        self.retries = retries
        self.clock = clock
        self.logger = logger
        self.session = KeystoneSession(cloud: cloud, transport: transport, retries: retries, clock: clock, logger: logger)
    }

    /// Sends `request` and returns the answer's body.
    ///
    /// - Parameter deadline: how long the call may take, repetitions included.
    /// - Throws: ``OpenStackError``, or `CancellationError`.
    public func send(_ request: OpenStackRequest, deadline: Duration = .seconds(60)) async throws -> [UInt8] {
        let start = clock.now()
        var attempt = 0
        var isTokenFresh = false
        while true {
            let token = try await session.token()
            let url = request.url(endpoint: try endpoint(of: request.service, in: token.catalog))
            let remaining = deadline - (clock.now() - start)
            guard remaining > .zero else {
                throw OpenStackError(.unavailable, "no answer within \(deadline)", service: request.service)
            }
            attempt += 1
            let outcome: OpenStackRetryPolicy.Outcome
            var error: OpenStackError
            do {
                let response = try await transport.send(
                    HTTPRequest(
                        method: request.method.rawValue, url: url, headers: headers(request, token: token),
                        body: request.body?.serialized(),
                        deadline: remaining, maximumResponseBytes: 64 << 20))
                if response.isSuccess { return response.body }
                error = OpenStackError(response, service: request.service)
                if response.status == 401 {
                    session.refuse(token)
                    // The service has not acted; the token may have been revoked or have expired on the way.
                    if !isTokenFresh {
                        isTokenFresh = true
                        continue
                    }
                }
                outcome = .status(response.status, retryAfter: response.retryAfter)
            } catch let failure as TransportError {
                outcome = .failure(failure.code)
                let kind: OpenStackError.Kind = failure.code == .tls || failure.code == .invalidRequest ? .configuration : .unavailable
                error = OpenStackError(kind, "\(failure)", service: request.service)
            }
            let left = deadline - (clock.now() - start)
            switch retries.decide(outcome, isIdempotent: request.isIdempotent, attempt: attempt, remaining: left, jitter: clock.jitter()) {
            case .retry(let pause):
                logger.debug(
                    "repeating a call",
                    metadata: ["service": "\(request.service)", "attempt": "\(attempt)", "error": "\(error)", "pause": "\(pause)"])
                try await clock.sleep(pause)
            case .giveUp(let mayHaveHappened):
                error.mayHaveHappened = mayHaveHappened
                throw error
            }
        }
    }

    /// Authenticates now, so that a wrong configuration shows at the start. Throws ``OpenStackError``.
    public func authenticate() async throws {
        _ = try await session.token()
    }

    private func endpoint(of service: ServiceType, in catalog: Keystone.Catalog) throws -> String {
        if let override = cloud.endpointOverrides[service.name] { return override }
        if let endpoint = catalog.endpoint(service, interface: cloud.interface, region: cloud.region) { return endpoint }
        let region = cloud.region.map { " in region \($0)" } ?? ""
        let known = catalog.services.map(\.type).sorted().joined(separator: ", ")
        throw OpenStackError(
            .configuration, "the catalog has no \(cloud.interface.rawValue) endpoint\(region); it has services \(known)", service: service)
    }

    private func headers(_ request: OpenStackRequest, token: Keystone.Token) -> [HTTPHeader] {
        var headers = [HTTPHeader("X-Auth-Token", token.secret), HTTPHeader("Accept", "application/json")]
        if request.body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        return headers
    }
}
