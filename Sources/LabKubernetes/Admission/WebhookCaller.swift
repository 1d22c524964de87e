import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends admission reviews: one TLS connection a call, verified against the webhook's `caBundle`.
struct WebhookCaller: Sendable {
    /// Why a call failed, in the words that follow `failed calling webhook`.
    struct Failure: Error {
        var text: String
    }

    /// The webhook has not answered in time.
    private struct Overdue: Error, CustomStringConvertible {
        var description: String { "context deadline exceeded" }
    }

    var group: any EventLoopGroup
    /// What the server shows webhooks that ask for a certificate; nil for nothing.
    var identity: Authority.Pair?

    /// Posts a review and returns the answer.
    func call(_ endpoint: WebhookEndpoint, caBundle: [UInt8], timeoutSeconds: Int64, _ review: JSONValue) async throws(Failure) -> JSONValue
    {
        let url = "https://\(endpoint.serverName):\(endpoint.port)\(endpoint.path)?timeout=\(timeoutSeconds)s"
        do {
            let (status, body) = try await send(endpoint, caBundle, timeoutSeconds, review.serialized())
            guard status == 200 else {
                throw Failure(
                    text: "the server responded with the status code \(status): \(String(decoding: body.prefix(500), as: UTF8.self))")
            }
            return try JSONValue(parsing: body)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(text: "failed to call webhook: Post \"\(url)\": \(error)")
        }
    }

    private func send(
        _ endpoint: WebhookEndpoint, _ caBundle: [UInt8], _ timeoutSeconds: Int64, _ body: [UInt8]
    ) async throws -> (Int, [UInt8]) {
        var tls = TLSConfiguration.makeClientConfiguration()
        if !caBundle.isEmpty { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(caBundle)) }
        if let identity {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8)).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem))
        }
        let context = try NIOSSLContext(configuration: tls)
        let isAddress = (try? SocketAddress(ipAddress: endpoint.serverName, port: 0)) != nil
        let limit = TimeAmount.seconds(max(1, timeoutSeconds))
        let reply = group.any().makePromise(of: (Int, [UInt8]).self)
        let connecting = ClientBootstrap(group: group).connectTimeout(limit).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : endpoint.serverName))
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(WebhookReplyHandler(reply))
            }
        }
        let channel: any Channel
        do {
            channel = try await connecting.connect(host: endpoint.host, port: endpoint.port).get()
        } catch {
            reply.fail(error)
            _ = try? await reply.futureResult.get()
            throw error
        }
        let timer = channel.eventLoop.scheduleTask(in: limit) {
            reply.fail(Overdue())
        }
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "\(endpoint.path)?timeout=\(timeoutSeconds)s")
        head.headers.add(name: "Host", value: endpoint.serverName)
        head.headers.add(name: "Content-Type", value: "application/json")
        head.headers.add(name: "Accept", value: "application/json")
        head.headers.add(name: "Content-Length", value: String(body.count))
        head.headers.add(name: "Connection", value: "close")
        head.headers.add(name: "User-Agent", value: "kube-apiserver-admission")
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let result: Result<(Int, [UInt8]), any Error>
        do {
            result = .success(try await reply.futureResult.get())
        } catch {
            result = .failure(error)
        }
        timer.cancel()
        channel.close(promise: nil)
        return try result.get()
    }
}
