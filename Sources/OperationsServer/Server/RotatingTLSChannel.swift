import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// A child channel over TLS that asks for the certificate at each connection, so that it can change while the server runs.
struct RotatingTLSChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let context: ServingContext

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            guard let context = context.sslContext else { throw WebhookCertificateError("there is no certificate yet") }
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
