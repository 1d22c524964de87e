import ArgumentParser
import Lab

/// `ake-lab exec HOST -- COMMAND`
struct Exec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run a command on a host of the lab: client, l4, cloud, master, w1, w2, ...")

    @Argument(help: "The host, as `ake-lab status` lists it.")
    var host: String

    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
    var command: [String]

    func run() async throws {
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        guard !words.isEmpty else { throw ValidationError("say which command to run: ake-lab exec \(host) -- ip route") }
        try Laboratory(.fromEnvironment()).become(on: host, words)
    }
}
