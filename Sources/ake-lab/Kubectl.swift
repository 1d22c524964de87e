import ArgumentParser
import Lab

/// `ake-lab kubectl ...`
struct Kubectl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the real kubectl against the lab's cluster.")

    @Argument(parsing: .captureForPassthrough, help: "Arguments of kubectl.")
    var arguments: [String] = []

    func run() async throws {
        let lab = Laboratory(try .fromEnvironment())
        let kubectl = try await KubectlProgram.find(cache: lab.configuration.cache)
        try lab.become(on: "master", [kubectl] + arguments, environment: ["KUBECONFIG": lab.configuration.kubeconfig])
    }
}
