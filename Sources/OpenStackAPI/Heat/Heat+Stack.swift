import JSON

extension Heat {
    /// A stack as Heat describes it: whole from [Show stack details](https://docs.openstack.org/api-ref/orchestration/v1/#show-stack-details),
    /// without parameters and outputs from [List stacks](https://docs.openstack.org/api-ref/orchestration/v1/#list-stacks).
    public struct Stack: Sendable, Hashable, Decodable {
        /// Heat's id for it.
        public var id: String
        /// The name, unique in the project among the stacks that exist.
        public var name: String
        /// Its state.
        public var status: StackStatus
        /// Heat's sentence on the state.
        public var statusReason: String
        /// When it was created.
        public var creationTime: OpenStackTimestamp?
        /// When the last update (or check, suspend, ...) began.
        public var updatedTime: OpenStackTimestamp?
        /// After how many minutes Heat gives an action up, where the stack says so; else it is Heat's own `stack_action_timeout`. Not in a list.
        public var timeoutMinutes: Int?
        /// The tags it was created or last updated with.
        public var tags: [String]
        /// The parameters in force, hidden ones as asterisks, with Heat's pseudo parameters (`OS::stack_id`, ...).
        public var parameters: [String: String]
        /// The template's outputs, in the template's words; empty while Heat cannot resolve them.
        public var outputs: [Output]

        /// One output of the template.
        public struct Output: Sendable, Hashable, Decodable {
            /// Its name.
            public var key: String
            /// Its value; null when it could not be resolved.
            public var value: JSONValue
            /// Why it could not be resolved.
            public var error: String?

            /// An output of parts already known.
            public init(key: String, value: JSONValue, error: String? = nil) {
                self.key = key
                self.value = value
                self.error = error
            }

            public init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                key = try container.decode(String.self, forKey: .key)
                value = try container.decodeIfPresent(JSONValue.self, forKey: .value) ?? .null
                error = try container.decodeIfPresent(String.self, forKey: .error)
            }

            private enum CodingKeys: String, CodingKey {
                case key = "output_key"
                case value = "output_value"
                case error = "output_error"
            }
        }

        /// A stack of parts already known.
        public init(
            id: String, name: String, status: StackStatus, statusReason: String = "", creationTime: OpenStackTimestamp? = nil,
            updatedTime: OpenStackTimestamp? = nil, timeoutMinutes: Int? = nil, tags: [String] = [], parameters: [String: String] = [:],
            outputs: [Output] = []
        ) {
            self.id = id
            self.name = name
            self.status = status
            self.statusReason = statusReason
            self.creationTime = creationTime
            self.updatedTime = updatedTime
            self.timeoutMinutes = timeoutMinutes
            self.tags = tags
            self.parameters = parameters
            self.outputs = outputs
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            id = try container.decode(String.self, forKey: .id)
            name = try container.decode(String.self, forKey: .name)
            status = StackStatus(try container.decode(String.self, forKey: .status))
            statusReason = try container.decodeIfPresent(String.self, forKey: .statusReason) ?? ""
            creationTime = try container.decodeIfPresent(String.self, forKey: .creationTime).flatMap { OpenStackTimestamp($0) }
            updatedTime = try container.decodeIfPresent(String.self, forKey: .updatedTime).flatMap { OpenStackTimestamp($0) }
            timeoutMinutes = try container.decodeIfPresent(Int.self, forKey: .timeoutMinutes)
            tags = try container.decodeIfPresent([String].self, forKey: .tags) ?? []
            let values = try container.decodeIfPresent([String: JSONValue].self, forKey: .parameters) ?? [:]
            parameters = values.mapValues { $0.stringValue ?? $0.serializedString }
            outputs = try container.decodeIfPresent([Output].self, forKey: .outputs) ?? []
        }

        private enum CodingKeys: String, CodingKey {
            case id, tags, parameters, outputs
            case name = "stack_name"
            case status = "stack_status"
            case statusReason = "stack_status_reason"
            case creationTime = "creation_time"
            case updatedTime = "updated_time"
            case timeoutMinutes = "timeout_mins"
        }
    }
}
