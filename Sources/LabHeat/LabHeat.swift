import LabOpenStack
import NIOConcurrencyHelpers

/// A stand-in for Keystone and Heat in one HTTP server on the loopback, for tests: it speaks their bodies, keeps stacks that move on only when
/// told to, counts what it is asked, and fails where it is told to.
public final class LabHeat: Sendable {
    /// The requests and stacks.
    public let state = NIOLockedValueBox(LabHeatState())

    private init() {}

    /// Runs a server while `body` runs.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable (LabHeat, _ url: String) async throws -> Result) async throws
        -> Result
    {
        let heat = LabHeat()
        let answer: LabOpenStackServer.Answer = { call in heat.state.withLockedValue { $0.handle(call) } }
        return try await LabOpenStackServer.run("lab-heat", answer: answer) { url in
            heat.state.withLockedValue { $0.url = url }
            return try await body(heat, url)
        }
    }
}
