extension Heat {
    /// A stack's full address; Heat redirects (302) who uses only the name or the id.
    public struct StackIdentity: Sendable, Hashable, CustomStringConvertible {
        /// The stack's name.
        public var name: String
        /// The stack's id.
        public var id: String

        /// An address of both parts.
        public init(name: String, id: String) {
            self.name = name
            self.id = id
        }

        public var description: String { "\(name)/\(id)" }

        var path: [String] { ["stacks", name, id] }
    }
}

extension Heat.Stack {
    /// The stack's address.
    public var identity: Heat.StackIdentity { Heat.StackIdentity(name: name, id: id) }
}
