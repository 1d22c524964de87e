/// The paths of one host, by how they are matched, each with its service.
public struct HostRules: Sendable, Hashable, Codable {
    /// Paths that match as a whole; they come first.
    public var exact: [String: RoutingTable.ServiceID]
    /// Paths that match up to an element's end, without a slash at the end (but for `/` itself); the longest comes first.
    public var prefix: [String: RoutingTable.ServiceID]
    /// Paths that match as plain text at the beginning (`ImplementationSpecific`); one longer than any matching prefix comes before it.
    public var literal: [String: RoutingTable.ServiceID]

    private enum CodingKeys: String, CodingKey {
        case exact, prefix, literal
    }

    /// Makes rules; by default none.
    public init(
        exact: [String: RoutingTable.ServiceID] = [:], prefix: [String: RoutingTable.ServiceID] = [:],
        literal: [String: RoutingTable.ServiceID] = [:]
    ) {
        self.exact = exact
        self.prefix = prefix
        self.literal = literal
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.exact = try values.decodeIfPresent([String: RoutingTable.ServiceID].self, forKey: .exact) ?? [:]
        self.prefix = try values.decodeIfPresent([String: RoutingTable.ServiceID].self, forKey: .prefix) ?? [:]
        self.literal = try values.decodeIfPresent([String: RoutingTable.ServiceID].self, forKey: .literal) ?? [:]
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if !exact.isEmpty { try values.encode(exact, forKey: .exact) }
        if !prefix.isEmpty { try values.encode(prefix, forKey: .prefix) }
        if !literal.isEmpty { try values.encode(literal, forKey: .literal) }
    }

    /// Whether there is no rule at all.
    public var isEmpty: Bool { exact.isEmpty && prefix.isEmpty && literal.isEmpty }

    /// Adds a path unless one that matches the same way is there already.
    ///
    /// - Returns: whether it was added.
    mutating func add(_ path: RoutePath, service: RoutingTable.ServiceID) -> Bool {
        switch path.match {
        case .exact: Self.add(path.text, service, to: &exact)
        case .prefix: Self.add(path.text, service, to: &prefix)
        case .literal: Self.add(path.text, service, to: &literal)
        }
    }

    private static func add(_ path: String, _ service: String, to rules: inout [String: String]) -> Bool {
        guard rules[path] == nil else { return false }
        rules[path] = service
        return true
    }
}
