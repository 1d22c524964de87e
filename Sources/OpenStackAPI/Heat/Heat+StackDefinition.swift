import JSON

extension Heat {
    /// What [Create stack](https://docs.openstack.org/api-ref/orchestration/v1/#create-stack) and
    /// [Update a stack](https://docs.openstack.org/api-ref/orchestration/v1/#update-a-stack) need to know. Never logged: parameters may be secret.
    public struct StackDefinition: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
        /// The name, unique in the project.
        public var name: String
        /// The template: an object already parsed, or the text (JSON or YAML) as a string.
        public var template: JSONValue
        /// The files that the template names, by the URL under which it names them.
        public var files: [String: String]
        /// The parameters.
        public var parameters: [String: JSONValue]
        /// The environment: `parameter_defaults`, `resource_registry`, ...
        public var environment: JSONValue?
        /// The tags; Heat takes them as one text with commas, so none may hold a comma.
        public var tags: [String]
        /// How long Heat may take for the action, in minutes; nil leaves it to Heat's configuration.
        public var timeoutMinutes: Int?
        /// Whether a failed action leaves the stack as it is, for a person to look at and for us to repair.
        public var disablesRollback: Bool

        /// A definition of its parts.
        public init(
            name: String, template: JSONValue, files: [String: String] = [:], parameters: [String: JSONValue] = [:],
            environment: JSONValue? = nil, tags: [String] = [], timeoutMinutes: Int? = nil, disablesRollback: Bool = true
        ) {
            self.name = name
            self.template = template
            self.files = files
            self.parameters = parameters
            self.environment = environment
            self.tags = tags
            self.timeoutMinutes = timeoutMinutes
            self.disablesRollback = disablesRollback
        }

        /// The body of a create or update.
        public var body: JSONValue {
            var object: [String: JSONValue] = [
                "stack_name": .string(name),
                "template": template,
                "files": .object(files.mapValues { .string($0) }),
                "parameters": .object(parameters),
                "disable_rollback": .bool(disablesRollback),
            ]
            if let environment { object["environment"] = environment }
            if !tags.isEmpty { object["tags"] = .string(tags.joined(separator: ",")) }
            if let timeoutMinutes { object["timeout_mins"] = .integer(Int64(timeoutMinutes)) }
            return .object(object)
        }

        public var description: String { "definition of stack \(name)" }
        public var debugDescription: String { description }
    }
}
