import NIOConcurrencyHelpers
import NIOCore

/// The open connections, so that they can be ended.
final class ConnectionSet: Sendable {
    private let channels = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLockedValue { $0[id] = channel }
        channel.closeFuture.whenComplete { [weak self] _ in self?.channels.withLockedValue { $0[id] = nil } }
    }

    /// Ends every connection with a TCP reset.
    func resetAll() {
        for channel in channels.withLockedValue({ Array($0.values) }) { channel.eventLoop.execute { channel.reset() } }
    }

    /// Ends every connection as the end of a process does.
    func closeAll() {
        for channel in channels.withLockedValue({ Array($0.values) }) { channel.eventLoop.execute { channel.hangUp() } }
    }
}
