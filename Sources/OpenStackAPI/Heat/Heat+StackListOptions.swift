extension Heat {
    /// The filters and the page of [List stacks](https://docs.openstack.org/api-ref/orchestration/v1/#list-stacks).
    public struct StackListOptions: Sendable, Hashable {
        /// Only stacks of this exact name.
        public var name: String?
        /// Only the stack of this id.
        public var id: String?
        /// Only stacks with all of these tags. Heat (27) answers 500 when it is combined with `name` or `progress`: use ``anyTag`` there.
        public var tags: [String]
        /// Only stacks with at least one of these tags.
        public var anyTag: [String]
        /// Only stacks whose last action got this far.
        public var progress: StackStatus.Progress?
        /// At most so many a page; nil leaves it to Heat.
        public var limit: Int?
        /// The id of the last stack of the page before.
        public var marker: String?

        /// Makes filters; none lists every stack of the project.
        public init(
            name: String? = nil, id: String? = nil, tags: [String] = [], anyTag: [String] = [], progress: StackStatus.Progress? = nil,
            limit: Int? = nil,
            marker: String? = nil
        ) {
            self.name = name
            self.id = id
            self.tags = tags
            self.anyTag = anyTag
            self.progress = progress
            self.limit = limit
            self.marker = marker
        }

        var query: [OpenStackRequest.QueryItem] {
            var query: [OpenStackRequest.QueryItem] = []
            if let name { query.append(.init("name", name)) }
            if let id { query.append(.init("id", id)) }
            if !tags.isEmpty { query.append(.init("tags", tags.joined(separator: ","))) }
            if !anyTag.isEmpty { query.append(.init("tags_any", anyTag.joined(separator: ","))) }
            if let progress { query.append(.init("status", progress.rawValue)) }
            if let limit { query.append(.init("limit", String(limit))) }
            if let marker { query.append(.init("marker", marker)) }
            return query
        }
    }
}
