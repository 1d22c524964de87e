import ArgumentParser
import Lab

/// `ake-lab status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the hosts and processes of the lab; fails when it is not complete.")

    func run() async throws {
        let lab = Laboratory(try .fromEnvironment())
        print(lab.statusReport())
        if !lab.isComplete { throw ExitCode(1) }
    }
}
