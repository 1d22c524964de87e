import ArgumentParser
import Lab

/// `ake-lab echo`
struct Echo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve HTTP as an application in a Pod: answers with what it received.")

    @Option(help: "Name given in each answer.")
    var pod = "echo"

    @Option(help: "Address to listen on.")
    var address = "0.0.0.0"

    @Option(help: "Port to listen on.")
    var port = 8080

    func run() async throws {
        try await EchoServer(pod: pod, address: address, port: port).run()
    }
}
