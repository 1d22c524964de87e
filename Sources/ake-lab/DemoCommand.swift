import ArgumentParser
import Lab

/// `ake-lab demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the whole path: an Ingress becomes an address, grows, and leaves nothing behind.")

    @Flag(help: "Leave the Ingress and the lab running.")
    var keep = false

    func run() async throws {
        let lab = Laboratory(try .fromEnvironment())
        try await Demo(lab, on: ProgressDisplay()).run(keep: keep)
    }
}
