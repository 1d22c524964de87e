import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// ``Transport`` over AsyncHTTPClient, HTTP/1.1, with two connection pools: one for requests, one for streams, so that many watches
/// never starve ordinary calls.
///
/// Call ``shutdown()`` when it is no longer used, and know that every connection is closed when it returns. One that is dropped without, on the
/// way out after an error for instance, closes itself some time later.
public final class AsyncHTTPTransport: Transport {
    /// How long connections may take, and how long a stream may stay silent.
    public struct Timeouts: Sendable {
        /// The longest time to a usable connection, TLS included.
        public var connect: Duration
        /// The longest silence on a stream before it counts as lost; a watch with bookmarks hears from its server once a minute.
        public var streamIdle: Duration

        /// Makes time-outs.
        public init(connect: Duration = .seconds(5), streamIdle: Duration = .seconds(150)) {
            self.connect = connect
            self.streamIdle = streamIdle
        }
    }

    private let requests: HTTPClient
    private let streams: HTTPClient

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - tls: what to trust and how to authenticate by certificate.
    ///   - streamLimit: how many streams may be open to one host at once.
    /// - Throws: ``TransportError`` with code `invalidRequest` when the TLS material cannot be read.
    public init(tls: TLSMaterial = TLSMaterial(), timeouts: Timeouts = Timeouts(), streamLimit: Int = 256) throws {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = try tls.configuration()
        configuration.httpVersion = .http1Only
        configuration.decompression = .enabled(limit: .ratio(200))
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = TimeAmount(timeouts.connect)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        self.requests = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        configuration.timeout.read = TimeAmount(timeouts.streamIdle)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = streamLimit
        self.streams = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // AsyncHTTPClient ends the process, in debug builds, when a client goes away unclosed, and with it the error that led here.
        let clients = [requests, streams]
        Task { for client in clients { try? await client.shutdown() } }
    }

    /// Closes every connection. Requests under way fail.
    public func shutdown() async {
        try? await requests.shutdown()
        try? await streams.shutdown()
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await withDeadline(request) {
            let response = try await self.execute(request, on: self.requests)
            let body = try await response.collect(upTo: request.maximumResponseBytes)
            return HTTPResponse(status: response.status, headers: response.headers, body: body)
        }
    }

    public func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        try await execute(request, on: streams)
    }

    private func execute(_ request: HTTPRequest, on client: HTTPClient) async throws -> HTTPStreamingResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for header in request.headers {
            outgoing.headers.add(name: header.name, value: header.value)
        }
        if let body = request.body {
            outgoing.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            let response = try await client.execute(outgoing, timeout: TimeAmount(request.deadline))
            return HTTPStreamingResponse(
                status: Int(response.status.code),
                headers: response.headers.map { HTTPHeader($0.name, $0.value) },
                body: TransportBody(base: response.body))
        } catch {
            throw try TransportError(mapping: error, request: request)
        }
    }

    private func withDeadline(
        _ request: HTTPRequest,
        _ work: @escaping @Sendable () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        try await withThrowingTaskGroup(of: HTTPResponse?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: request.deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let response = first else {
                throw TransportError(.deadlineExceeded, "\(request.method) \(request.url): no whole answer within \(request.deadline)")
            }
            return response
        }
    }
}

/// Turns the pieces of a response into bytes and its failures into ``TransportError``.
struct TransportBody: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error
    let base: HTTPClientResponse.Body

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: HTTPClientResponse.Body.AsyncIterator

        mutating func next() async throws -> [UInt8]? {
            do {
                return try await base.next().map { Array($0.readableBytesView) }
            } catch {
                throw try TransportError(mapping: error, request: nil)
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }
}
