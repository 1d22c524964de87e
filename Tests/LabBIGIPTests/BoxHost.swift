import AsyncHTTPClient
import JSON
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

@testable import LabBIGIP

#if canImport(Glibc)
    import Glibc
#endif

/// A running stand-in with a client that trusts its authority.
struct BoxHost: Sendable {
    let port: Int
    let client: HTTPClient
    let filter: RecordedPacketFilter
    let bigip: LabBIGIP

    struct Reply: Sendable {
        let status: Int
        let body: JSONValue
    }

    /// One request; without a token it uses basic authentication.
    func send(_ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil, authenticated: Bool = true) async throws
        -> Reply
    {
        var request = HTTPClientRequest(url: "https://127.0.0.1:\(port)\(path)")
        request.method = .init(rawValue: method)
        if let token {
            request.headers.add(name: "X-F5-Auth-Token", value: token)
        } else if authenticated {
            request.setBasicAuth(username: "admin", password: "secret")
        }
        if let body { request.body = .bytes(body.serialized()) }
        let response = try await client.execute(request, timeout: .seconds(10))
        let bytes = Array(buffer: try await response.body.collect(upTo: 1 << 20))
        return Reply(status: Int(response.status.code), body: bytes.isEmpty ? .null : try JSONValue(parsing: bytes))
    }

    /// Runs a stand-in on a free port of the loopback while `body` runs.
    static func running<Result: Sendable>(
        folder: String? = nil, _ body: @Sendable @escaping (BoxHost) async throws -> Result
    ) async throws -> Result {
        guard let folder else { return try await withTemporaryFolder { try await running(folder: $0, body) } }
        let filter = RecordedPacketFilter()
        let (ports, ready) = AsyncStream<Int>.makeStream()
        let bigip = try LabBIGIP(
            .init(port: 0, folder: folder, passwords: ["admin": "secret", "heat": "hot"]), filter: filter,
            onListening: {
                ready.yield($0)
                ready.finish()
            })
        let result: Result? = try await withThrowingTaskGroup(of: Result?.self) { tasks in
            tasks.addTask {
                try await bigip.run()
                return nil
            }
            tasks.addTask {
                for await port in ports { return try await withClient(port, filter, bigip, body) }
                return nil
            }
            defer { tasks.cancelAll() }
            while let next = try await tasks.next() { if let next { return next } }
            return nil
        }
        guard let result else { throw LabBIGIPError("the stand-in ended before the test") }
        return result
    }

    /// Makes a folder, and removes it with what the stand-in left there.
    static func withTemporaryFolder<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = "/tmp/big-test-\(Accounts.newToken())"
        try Files.makeFolder(.init(folder))
        defer {
            for file in ["ca.pem", "ca-key.pem", "configuration.json"] { unlink(folder + "/" + file) }
            rmdir(folder)
        }
        return try await body(folder)
    }

    private static func withClient<Result: Sendable>(
        _ port: Int, _ filter: RecordedPacketFilter, _ bigip: LabBIGIP, _ body: (BoxHost) async throws -> Result
    ) async throws -> Result {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(bigip.authority.utf8)))
        let client = HTTPClient(
            eventLoopGroup: .singletonMultiThreadedEventLoopGroup,
            configuration: .init(tlsConfiguration: tls, timeout: .init(connect: .seconds(5))))
        do {
            let result = try await body(BoxHost(port: port, client: client, filter: filter, bigip: bigip))
            try await client.shutdown()
            return result
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    /// Looks again and again until the condition holds or five seconds have passed.
    static func eventually(within limit: Duration = .seconds(5), _ condition: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await condition()
    }
}
