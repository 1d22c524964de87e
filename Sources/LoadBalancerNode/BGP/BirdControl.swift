/// Speaks with BIRD through `birdc`.
public struct BirdControl: Sendable {
    private let program: String
    private let socket: String

    /// Makes a control.
    ///
    /// - Parameters:
    ///   - program: the path of `birdc`.
    ///   - socket: BIRD's control socket.
    public init(program: String, socket: String) {
        self.program = program
        self.socket = socket
    }

    /// Has BIRD read its configuration again. Sessions that have not changed go on.
    ///
    /// - Throws: ``NodeError`` with BIRD's own words when it refuses.
    public func configure() async throws {
        let answer = try await Program.output(program, ["-s", socket, "configure"])
        guard
            answer.contains("Reconfigured") || answer.contains("Reconfiguration in progress")
                || answer.contains("Reconfiguration already in progress")
        else {
            throw NodeError(.program, "BIRD refuses its configuration: \(answer.suffix(500))")
        }
    }

    /// The sessions and the routes learned.
    ///
    /// - Throws: ``NodeError`` when BIRD does not answer.
    public func status() async throws -> BirdStatus {
        async let protocols = Program.output(program, ["-r", "-s", socket, "show", "protocols"])
        async let routes = Program.output(program, ["-r", "-s", socket, "show", "route", "where", "source", "=", "RTS_BGP"])
        return try await BirdStatus(protocols: protocols, routes: routes)
    }
}
