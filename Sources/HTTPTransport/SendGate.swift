import NIOCore
import NIOHTTP1

/// Asks the ``SendCheck`` of a request that has no body right before its head is written to the connection: a server acts on the head alone.
///
/// It stands on every connection. Which check belongs to a head is told by a header field that it takes off.
final class SendGate: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let checks: SendChecks
    private var hasRefused = false

    init(_ checks: SendChecks) { self.checks = checks }

    /// Puts a gate before what turns requests into bytes.
    static func install(on channel: any Channel, _ checks: SendChecks) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            try pipeline.addHandler(SendGate(checks), position: .after(encoder))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasRefused else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard case .head(var head) = unwrapOutboundIn(data), let ticket = head.headers.first(name: SendChecks.field) else {
            context.write(data, promise: promise)
            return
        }
        head.headers.remove(name: SendChecks.field)
        do {
            try checks.ask(ticket)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        } catch {
            hasRefused = true
            let refused = SendRefused(cause: error)
            promise?.fail(refused)
            // Later, since whoever writes is not ready for an answer yet.
            let channel = context.channel
            context.eventLoop.execute {
                channel.pipeline.fireErrorCaught(refused)
                channel.close(promise: nil)
            }
        }
    }
}
