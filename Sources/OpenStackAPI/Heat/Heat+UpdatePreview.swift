extension Heat {
    /// What an update would do ([Preview stack update](https://docs.openstack.org/api-ref/orchestration/v1/#preview-stack-update)).
    public struct UpdatePreview: Sendable, Hashable, Decodable {
        /// A resource that the update would touch.
        public struct Change: Sendable, Hashable, Decodable {
            /// The resource's name in its template.
            public var name: String
            /// Its type.
            public var type: String

            /// A change of parts already known.
            public init(name: String, type: String) {
                self.name = name
                self.type = type
            }

            public init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
                type = try container.decodeIfPresent(String.self, forKey: .type) ?? ""
            }

            private enum CodingKeys: String, CodingKey {
                case name = "resource_name"
                case type = "resource_type"
            }
        }

        /// Made anew.
        public var added: [Change]
        /// Changed where they are.
        public var updated: [Change]
        /// Made anew in place of what is there.
        public var replaced: [Change]
        /// Removed.
        public var deleted: [Change]
        /// Left as they are.
        public var unchanged: [Change]

        /// A preview of parts already known.
        public init(
            added: [Change] = [], updated: [Change] = [], replaced: [Change] = [], deleted: [Change] = [], unchanged: [Change] = []
        ) {
            self.added = added
            self.updated = updated
            self.replaced = replaced
            self.deleted = deleted
            self.unchanged = unchanged
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            added = try container.decodeIfPresent([Change].self, forKey: .added) ?? []
            updated = try container.decodeIfPresent([Change].self, forKey: .updated) ?? []
            replaced = try container.decodeIfPresent([Change].self, forKey: .replaced) ?? []
            deleted = try container.decodeIfPresent([Change].self, forKey: .deleted) ?? []
            unchanged = try container.decodeIfPresent([Change].self, forKey: .unchanged) ?? []
        }

        private enum CodingKeys: String, CodingKey {
            case added, updated, replaced, deleted, unchanged
        }
    }
}
