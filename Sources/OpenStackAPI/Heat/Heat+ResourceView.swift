import JSON

extension Heat {
    /// A resource with its attributes, which Heat reads from the service that holds it
    /// ([Show resource data](https://docs.openstack.org/api-ref/orchestration/v1/#show-resource-data)).
    public struct ResourceView: Sendable, Hashable, Decodable {
        /// Whether the resource is still there.
        public enum Presence: Sendable, Hashable {
            /// It is there.
            case present
            /// It is gone, or broken for good; the text says which.
            case lost(String)
            /// Heat's answer does not tell.
            case unknown
        }

        /// The resource.
        public var resource: Resource
        /// Its attributes; null if the service did not answer.
        public var attributes: JSONValue

        /// A view of parts already known.
        public init(resource: Resource, attributes: JSONValue) {
            self.resource = resource
            self.attributes = attributes
        }

        public init(from decoder: any Decoder) throws {
            resource = try Resource(from: decoder)
            attributes = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(JSONValue.self, forKey: .attributes) ?? .null
        }

        private enum CodingKeys: String, CodingKey { case attributes }

        /// Whether the attributes of a resource of that type tell if it is still there.
        public static func tellsPresence(_ type: String) -> Bool {
            type == "OS::Nova::Server" || type.hasPrefix("ADTECH::AXC::")
        }

        /// What the attributes tell.
        ///
        /// Of a server that Nova does not know Heat 27 shows every attribute as an empty text, while Nova's silence gives nulls; our own plug-in
        /// shows no attribute at all of what is not on the BIG-IP.
        public var presence: Presence {
            guard let members = attributes.objectValue, Self.tellsPresence(resource.type) else { return .unknown }
            guard resource.type == "OS::Nova::Server" else {
                return members.isEmpty ? .lost("it is not on the BIG-IP") : .present
            }
            guard members["id"]?.stringValue != nil else {
                return members["addresses"] == "" && members["accessIPv4"] == "" ? .lost("Nova does not know it") : .unknown
            }
            switch members["status"]?.stringValue {
            case "ERROR":
                let fault = members["fault"]?["message"]?.stringValue.map { ": \($0)" } ?? ""
                return .lost("Nova has it in ERROR\(fault)")
            case "DELETED", "SOFT_DELETED": return .lost("Nova has deleted it")
            case .some: return .present
            case nil: return .unknown
            }
        }
    }
}
