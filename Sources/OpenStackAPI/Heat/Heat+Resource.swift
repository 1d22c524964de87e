extension Heat {
    /// A resource of a stack ([List resources](https://docs.openstack.org/api-ref/orchestration/v1/#list-stack-resources)).
    public struct Resource: Sendable, Hashable, Decodable {
        /// Its name in the template.
        public var name: String
        /// Its type, e.g. `OS::Nova::Server`.
        public var type: String
        /// The id of what it made; of the nested stack, if it is one.
        public var physicalID: String
        /// Its state.
        public var status: StackStatus
        /// Heat's sentence on the state: on failure the exception's text.
        public var statusReason: String
        /// The stack it stands in.
        public var stack: StackIdentity?
        /// The id of the stack it stands in.
        public var stackID: String? { stack?.id }
        /// The name of the resource whose nested stack it stands in.
        public var parent: String?

        /// A resource of parts already known.
        public init(
            name: String, type: String, physicalID: String, status: StackStatus, statusReason: String = "", stackID: String? = nil,
            parent: String? = nil, stackName: String = ""
        ) {
            self.name = name
            self.type = type
            self.physicalID = physicalID
            self.status = status
            self.statusReason = statusReason
            self.stack = stackID.map { StackIdentity(name: stackName, id: $0) }
            self.parent = parent
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            type = try container.decodeIfPresent(String.self, forKey: .type) ?? ""
            physicalID = try container.decodeIfPresent(String.self, forKey: .physicalID) ?? ""
            status = StackStatus(try container.decodeIfPresent(String.self, forKey: .status) ?? "")
            statusReason = try container.decodeIfPresent(String.self, forKey: .statusReason) ?? ""
            parent = try container.decodeIfPresent(String.self, forKey: .parent)
            let links = try container.decodeIfPresent([Link].self, forKey: .links) ?? []
            let segments = links.first { $0.rel == "stack" }?.href.split(separator: "/").suffix(2).map(String.init) ?? []
            stack = segments.count == 2 ? StackIdentity(name: segments[0], id: segments[1]) : nil
        }

        private struct Link: Decodable {
            var rel: String
            var href: String
        }

        private enum CodingKeys: String, CodingKey {
            case links
            case name = "resource_name"
            case type = "resource_type"
            case physicalID = "physical_resource_id"
            case status = "resource_status"
            case statusReason = "resource_status_reason"
            case parent = "parent_resource"
        }
    }
}
