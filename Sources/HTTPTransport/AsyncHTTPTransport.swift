import AsyncHTTPClient
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// ``Transport`` over AsyncHTTPClient, HTTP/1.1, with two connection pools: one for requests, one for streams, so that many watches
/// never starve ordinary calls.
///
/// Its TLS material may change: from then on new connections are made with the new one, and the old close when nobody uses them. Material that
/// cannot be used, such as a certificate beside the key of another, is logged once and the old one kept.
///
/// Call ``shutdown()`` when it is no longer used, and know that every connection is closed when it returns. One that is dropped without, on the
/// way out after an error for instance, closes itself some time later.
public final class AsyncHTTPTransport: Transport {
    private let configuration: Configuration
    private let logger: Logger
    private let host: String?
    private let generations: NIOLockedValueBox<PoolGenerations<ConnectionPools>>

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - configuration: how to connect.
    ///   - host: the real name or address of the server that is meant by ``Configuration/serverName``, which stands in the URLs then.
    ///   - logger: is told of TLS material that cannot be used.
    /// - Throws: ``TransportError`` with code `invalidRequest` when the TLS material cannot be used.
    public init(_ configuration: Configuration, host: String? = nil, logger: Logger = Logger(label: "http-transport")) throws {
        self.configuration = configuration
        self.logger = logger
        self.host = host
        let material = configuration.tls.currentMaterial()
        let pools = try ConnectionPools(material, host: host, configuration)
        self.generations = NIOLockedValueBox(PoolGenerations(pools, material: material))
    }

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - tls: what to trust and how to authenticate by certificate.
    ///   - streamLimit: how many streams may be open to one host at once.
    /// - Throws: ``TransportError`` with code `invalidRequest` when the TLS material cannot be used.
    public convenience init(tls: TLSMaterial = TLSMaterial(), timeouts: Timeouts = Timeouts(), streamLimit: Int = 256) throws {
        try self.init(Configuration(tls: tls, timeouts: timeouts, streamLimit: streamLimit))
    }

    /// Closes every connection. Requests under way fail.
    public func shutdown() async {
        for pools in generations.withLockedValue({ $0.alive }) { await pools.shutdown() }
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let pools = pools()
        let late = TransportError(.deadlineExceeded, "\(request.method) \(request.url): no whole answer within \(request.deadline)")
        return try await withDeadline(request.deadline, error: late) {
            let response = try await self.execute(request, on: pools.requests, of: pools)
            let body = try await response.collect(upTo: request.maximumResponseBytes)
            return HTTPResponse(status: response.status, headers: response.headers, body: body)
        }
    }

    public func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        let pools = pools()
        return try await execute(request, on: pools.streams, of: pools)
    }

    private func pools() -> ConnectionPools {
        let material = configuration.tls.currentMaterial()
        return generations.withLockedValue { generations in
            guard generations.step(for: material) == .renew else { return generations.current }
            do {
                generations.replace(by: try ConnectionPools(material, host: host, configuration), material: material)
                logger.info("the TLS material has changed; new connections use it")
            } catch {
                generations.reject(material)
                logger.warning("the TLS material has changed, but cannot be used; the old one stays: \(error)")
            }
            return generations.current
        }
    }

    private func execute(_ request: HTTPRequest, on client: HTTPClient, of pools: ConnectionPools) async throws -> HTTPStreamingResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for header in request.headers {
            outgoing.headers.add(name: header.name, value: header.value)
        }
        let check = SendCheck.current
        var ticket: String?
        defer { if let ticket { pools.checks.remove(ticket) } }
        switch (request.body, check) {
        case (let body?, let check?) where !body.isEmpty:
            outgoing.body = .stream(CheckedBody(bytes: body, check: check), length: .known(Int64(body.count)))
        case (let body, let check):
            if let body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
            ticket = check.map(pools.checks.add)
            if let ticket { outgoing.headers.add(name: SendChecks.field, value: ticket) }
        }
        do {
            let response = try await client.execute(outgoing, timeout: TimeAmount(request.deadline))
            return HTTPStreamingResponse(
                status: Int(response.status.code),
                headers: response.headers.map { HTTPHeader($0.name, $0.value) },
                body: TransportBody(base: response.body, pools: pools))
        } catch let refused as SendRefused {
            throw refused.cause
        } catch {
            throw try TransportError(mapping: error, request: request)
        }
    }
}
