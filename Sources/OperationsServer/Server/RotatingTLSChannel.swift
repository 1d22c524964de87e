import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// A child channel over TLS that asks for the certificate at each connection, so that it can change while the server runs.
struct RotatingTLSChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let context: ServingContext
    let deadlines: ConnectionDeadlines

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            guard let present = context.present else { throw WebhookCertificateError("there is no certificate yet") }
            let pipeline = channel.pipeline.syncOperations
            // Below TLS, so that it ends a connection at once: a polite end waits for the client, which is what is not waited for.
            try pipeline.addHandler(ConnectionDeadlineHandler(deadlines))
            try pipeline.addHandler(NIOSSLServerHandler(context: present.context))
            if let names = present.clients?.names, !names.isEmpty {
                try pipeline.addHandler(ClientNameHandler(names: names, logger: logger))
            }
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
