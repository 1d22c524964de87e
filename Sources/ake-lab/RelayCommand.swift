import ArgumentParser
import Lab
import Logging

/// `ake-lab relay`
struct RelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay", abstract: "Listen in a network namespace and connect from here: the lab's way to a real API server.")

    @Option(help: "Name of the network namespace to listen in.")
    var namespace: String

    @Option(help: "Address and port to listen on there.")
    var listen: String

    @Option(help: "Address and port to connect to from the namespace that the program runs in.")
    var connect: String

    func run() async throws {
        let logger = Logger(label: "ake-lab.relay")
        let relay = try Relay(namespace: namespace, listen: listen, connect: connect, logger: logger)
        try await relay.run { port in logger.notice("listening in \(namespace) on port \(port), for \(connect)") }
    }
}
