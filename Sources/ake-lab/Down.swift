import ArgumentParser
import Lab

/// `ake-lab down`
struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End the lab, whatever is left of it.")

    func run() async throws {
        let lab = Laboratory(try .fromEnvironment())
        let display = ProgressDisplay()
        guard lab.leavesTraces else { return display.say("the lab is down") }
        try await lab.down(on: display)
        display.say("the lab is down after \(ProgressList.seconds(display.elapsed))")
    }
}
