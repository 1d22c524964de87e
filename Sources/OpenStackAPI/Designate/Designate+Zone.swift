extension Designate {
    /// A zone.
    public struct Zone: Sendable, Hashable, Codable {
        /// Its id.
        public var id: String
        /// Its name, with the dot at the end.
        public var name: String
        /// `ACTIVE`, `PENDING`, `ERROR`, `DELETED`.
        public var status: String?

        /// Makes a zone.
        public init(id: String, name: String, status: String? = nil) {
            self.id = id
            self.name = name
            self.status = status
        }
    }
}
