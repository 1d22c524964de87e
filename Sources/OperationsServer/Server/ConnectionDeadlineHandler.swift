import NIOCore

/// Carries out ``ConnectionDeadlines`` for one connection. The server tells it of requests and answers by outbound user events.
final class ConnectionDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private var deadlines: ConnectionDeadlines
    private var timer: Scheduled<Void>?

    init(_ deadlines: ConnectionDeadlines) {
        self.deadlines = deadlines
    }

    func handlerAdded(context: ChannelHandlerContext) { happened(.connected, context) }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        happened(.bytes, context)
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let event = event as? ConnectionDeadlines.Event else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        happened(event, context)
        promise?.succeed()
    }

    private func happened(_ event: ConnectionDeadlines.Event, _ context: ChannelHandlerContext) {
        switch deadlines.event(event) {
        case .none: break
        case .stop: timer?.cancel()
        case .closeIn(let duration):
            timer?.cancel()
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { context.close(promise: nil) }
        }
    }
}
