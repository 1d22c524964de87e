import JSON

/// The lab's cluster as a person sees it: through the real kubectl, run on the master.
public struct ClusterView: Sendable {
    let lab: Laboratory
    let program: String

    /// Finds kubectl.
    public init(_ lab: Laboratory) async throws {
        self.lab = lab
        program = try await KubectlProgram.find(cache: lab.configuration.cache)
    }

    /// Runs kubectl and returns what it said and how it ended.
    public func run(_ arguments: [String], input: String = "") async throws -> Command.Output {
        try await lab.run(on: "master", [program] + arguments, environment: ["KUBECONFIG": lab.configuration.kubeconfig], input: input)
    }

    /// Runs kubectl; an exit status other than 0 is an error that quotes it.
    @discardableResult
    public func check(_ arguments: [String], input: String = "") async throws -> String {
        let output = try await run(arguments, input: input)
        guard output.status == 0 else {
            throw LabError("kubectl \(arguments.joined(separator: " ")): \(Command.lastLines(of: output.error, 6))")
        }
        return output.text
    }

    /// An object or a list as JSON; nil when there is none of that name.
    public func get(_ arguments: [String]) async throws -> JSONValue? {
        let text = try await check(["get", "--ignore-not-found", "-o", "json"] + arguments)
        return text.allSatisfy(\.isWhitespace) ? nil : try JSONValue(parsing: Array(text.utf8))
    }

    /// The items of a list.
    public func items(_ arguments: [String]) async throws -> [JSONValue] {
        try await get(arguments)?["items"]?.arrayValue ?? []
    }
}
