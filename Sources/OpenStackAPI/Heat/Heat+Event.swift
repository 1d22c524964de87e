extension Heat {
    /// One line of a stack's history ([List stack events](https://docs.openstack.org/api-ref/orchestration/v1/#list-stack-events)).
    public struct Event: Sendable, Hashable, Decodable {
        /// Its id.
        public var id: String
        /// When it happened.
        public var time: OpenStackTimestamp?
        /// The resource's name; the stack's own for the stack.
        public var resourceName: String
        /// The state that was reached.
        public var status: StackStatus
        /// Heat's sentence on it.
        public var reason: String

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            id = try container.decode(String.self, forKey: .id)
            time = try container.decodeIfPresent(String.self, forKey: .time).flatMap { OpenStackTimestamp($0) }
            resourceName = try container.decodeIfPresent(String.self, forKey: .resourceName) ?? ""
            status = StackStatus(try container.decodeIfPresent(String.self, forKey: .status) ?? "")
            reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
        }

        private enum CodingKeys: String, CodingKey {
            case id
            case time = "event_time"
            case resourceName = "resource_name"
            case status = "resource_status"
            case reason = "resource_status_reason"
        }
    }
}
