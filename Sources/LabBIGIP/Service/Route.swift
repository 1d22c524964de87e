/// What a path means.
enum Route: Sendable, Hashable {
    case login
    case tokens
    case token(String)
    case version
    case saveConfiguration
    case collection(CollectionKey)
    case object(CollectionKey, ObjectPath)
    case collectionStatistics(CollectionKey)
    case objectStatistics(CollectionKey, ObjectPath)
    case profiles(ObjectPath)
    /// Not of a BIG-IP: failures to come.
    case faults

    /// Finds out what a path means; `nil` when it means nothing here.
    init?(_ segments: [String]) {
        switch segments {
        case ["mgmt", "shared", "authn", "login"]: self = .login
        case ["mgmt", "shared", "authz", "tokens"]: self = .tokens
        case ["mgmt", "tm", "sys", "version"]: self = .version
        case ["mgmt", "tm", "sys", "config"]: self = .saveConfiguration
        case ["lab", "faults"]: self = .faults
        default:
            if segments.count == 5, segments.prefix(4) == ["mgmt", "shared", "authz", "tokens"] {
                self = .token(segments[4])
            } else if segments.prefix(2) == ["mgmt", "tm"], let found = Self.configuration(segments.dropFirst(2).map { $0 }) {
                self = found
            } else {
                return nil
            }
        }
    }

    private static func configuration(_ segments: [String]) -> Route? {
        // The longest type wins: ltm/monitor/http before ltm/monitor.
        for length in [3, 2] where segments.count >= length {
            guard let type = ObjectType(rawValue: segments.prefix(length).joined(separator: "/")), type != .member else { continue }
            return below(CollectionKey(type), Array(segments.dropFirst(length)))
        }
        return nil
    }

    private static func below(_ key: CollectionKey, _ rest: [String]) -> Route? {
        guard let first = rest.first else { return .collection(key) }
        if first == "stats", rest.count == 1 { return .collectionStatistics(key) }
        let path = key.type == .partition ? ObjectPath(partition: "", name: first) : ObjectPath(segment: first)
        switch (rest.count, rest.dropFirst().first) {
        case (1, _): return .object(key, path)
        case (2, "stats"): return .objectStatistics(key, path)
        case (2, "profiles") where key.type == .virtual: return .profiles(path)
        case (2..., "members") where key.type == .pool:
            return below(CollectionKey(.member, of: path), Array(rest.dropFirst(2)))
        default: return nil
        }
    }
}
