import ArgumentParser
import Lab

/// `ake-lab up`
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Start the lab; does nothing when it runs.")

    func run() async throws {
        let lab = Laboratory(try .fromEnvironment())
        let display = ProgressDisplay()
        if try await lab.up(on: display) {
            display.say("the lab is up after \(ProgressList.seconds(display.elapsed)); logs are in \(lab.configuration.logFolder)")
        } else {
            display.say("the lab already runs; `ake-lab status` shows it")
        }
    }
}
