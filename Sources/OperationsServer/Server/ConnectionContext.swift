import Hummingbird
import NIOCore

/// What a server knows of a request beside the request: its connection.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }

    /// Tells the connection's ``ConnectionDeadlineHandler`` what happens.
    func tell(_ event: ConnectionDeadlines.Event) { channel.triggerUserOutboundEvent(event, promise: nil) }
}
