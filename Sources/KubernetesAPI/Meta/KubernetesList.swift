/// What a list call returns: one page of objects and the version to watch from.
public struct KubernetesList<Item: ObjectWithMetadata>: Decodable, Sendable {
    /// The list's own metadata.
    public struct Metadata: Decodable, Sendable {
        /// The version of the collection; a watch may begin here.
        public var resourceVersion: String?
        /// The token for the next page; absent or empty on the last.
        public var `continue`: String?
        /// How many objects the pages to come hold, if the server knows.
        public var remainingItemCount: Int64?
    }

    /// The list's own metadata.
    public var metadata: Metadata
    /// The objects of this page.
    public var items: [Item]
    /// What else is on this page, but cannot be read as an `Item`.
    public var undecodable: [UndecodableObject]

    private enum CodingKeys: String, CodingKey { case metadata, items }

    init(metadata: Metadata, items: [Item], undecodable: [UndecodableObject]) {
        self.metadata = metadata
        self.items = items
        self.undecodable = undecodable
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.metadata = try values.decode(Metadata.self, forKey: .metadata)
        self.items = []
        self.undecodable = []
        for item in try values.decodeIfPresent([LenientlyDecoded<Item>].self, forKey: .items) ?? [] {
            switch item {
            case .object(let object): items.append(object)
            case .undecodable(let object): undecodable.append(object)
            }
        }
    }
}
