import LabOpenStack
import NIOConcurrencyHelpers

/// A stand-in for Keystone and Designate in one HTTP server on the loopback, for tests: it speaks their bodies, keeps record sets as the real one does,
/// tells what it was asked, and fails where it is told to. It serves no DNS.
public final class LabDesignate: Sendable {
    /// The requests and record sets.
    public let state = NIOLockedValueBox(LabDesignateState())

    private init() {}

    /// Runs a server while `body` runs.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable (LabDesignate, _ url: String) async throws -> Result) async throws
        -> Result
    {
        let designate = LabDesignate()
        let answer: LabOpenStackServer.Answer = { call in designate.state.withLockedValue { $0.handle(call) } }
        return try await LabOpenStackServer.run("lab-designate", answer: answer) { url in
            designate.state.withLockedValue { $0.url = url }
            return try await body(designate, url)
        }
    }
}
