/// BIRD on one worker: its files, its start, and the exchange of its configuration.
public struct WorkerBird: Sendable {
    let configuration: LabConfiguration
    /// The worker.
    public let worker: LabWorker

    /// BIRD of a worker in a lab.
    public init(_ configuration: LabConfiguration, worker: LabWorker) {
        self.configuration = configuration
        self.worker = worker
    }

    /// Name of the process in pid files and logs.
    public var processName: String { "bird-\(worker.name)" }

    var file: String { "\(configuration.runFolder)/\(processName).conf" }
    var socket: String { "\(configuration.runFolder)/\(processName).ctl" }

    /// The configuration for these peers.
    public func rendered(mesh: [String], peers: [CalicoBird.Peer]) -> CalicoBird {
        CalicoBird(
            address: worker.address, block: worker.block, mesh: mesh, peers: peers,
            log: "\(configuration.logFolder)/\(processName)-protocol.log")
    }

    /// Writes the first configuration, with the mesh only, and starts BIRD.
    public func start() async throws {
        try Files.write(rendered(mesh: LabAddresses.workers.map(\.address), peers: []).text, to: file)
        try await Supervisor(configuration).start(processName, on: worker.name, ["bird", "-f", "-c", file, "-s", socket])
    }

    /// Gives BIRD a new configuration if it differs from the present one.
    ///
    /// - Returns: Whether there was a difference.
    @discardableResult
    public func configure(mesh: [String], peers: [CalicoBird.Peer]) async throws -> Bool {
        let text = rendered(mesh: mesh, peers: peers).text
        guard Files.text(file) != text else { return false }
        let before = Files.text(file)
        try Files.write(text, to: file)
        let answer = try await ask("configure")
        guard answer.contains("Reconfigured") || answer.contains("Reconfiguration in progress") else {
            if let before { try Files.write(before, to: file) }
            throw LabError("BIRD of \(worker.name) refuses its new configuration: \(Command.lastLines(of: answer, 3))")
        }
        return true
    }

    /// Sends one command to BIRD and returns its answer.
    public func ask(_ command: String) async throws -> String {
        try await Command.check(["birdc", "-s", socket] + command.split(separator: " ").map(String.init))
    }
}
