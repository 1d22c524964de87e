/// The server has no resource of that name, as far as it could be asked.
public struct UnknownResource: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was looked for.
    public var name: String
    /// The versions that could not be asked, and why: it may be among them.
    public var problems: [String: String]

    public var description: String {
        let unasked = problems.keys.sorted().joined(separator: ", ")
        return "the server has no resource \(name); is its CustomResourceDefinition installed?"
            + (problems.isEmpty ? "" : " It may be among those that could not be asked: \(unasked)")
    }
}
