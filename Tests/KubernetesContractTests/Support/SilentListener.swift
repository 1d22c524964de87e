import NIOCore
import NIOPosix

/// Accepts connections and never says a word.
enum SilentListener {
    /// Runs a body with the port of a listener.
    static func running(_ body: (Int) async throws -> Void) async throws {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "0.0.0.0", port: 0).get()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(channel.localAddress?.port ?? 0))
        } catch {
            outcome = .failure(error)
        }
        try await channel.close()
        try outcome.get()
    }
}
