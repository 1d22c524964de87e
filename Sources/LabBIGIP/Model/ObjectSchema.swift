import JSON

/// The properties an object type has, with the values a BIG-IP gives them when a request does not.
///
/// Narrower than a BIG-IP: a property that is not listed here is refused as unknown, so that a misspelt one shows.
enum ObjectSchema {
    /// Properties with a default.
    static func defaults(of type: ObjectType) -> [String: JSONValue] {
        switch type {
        case .pool: pool
        case .member: member
        case .virtual: virtual
        case .virtualAddress:
            ["arp": "enabled", "autoDelete": "true", "enabled": "yes", "icmpEcho": "enabled", "routeAdvertisement": "disabled"]
        case .node: ["connectionLimit": 0, "dynamicRatio": 1, "monitor": "", "ratio": 1, "session": "user-enabled", "state": "user-up"]
        case .monitorHTTP:
            monitor(parent: "/Common/http").merging(["send": "GET /\\r\\n", "recv": ""]) { $1 }
        case .monitorHTTPS:
            monitor(parent: "/Common/https").merging(["send": "GET /\\r\\n", "recv": ""]) { $1 }
        case .monitorTCP: monitor(parent: "/Common/tcp").merging(["send": "", "recv": ""]) { $1 }
        case .snatPool: ["members": []]
        case .partition: ["defaultRouteDomain": 0]
        }
    }

    /// Properties that exist without a default.
    static func optional(of type: ObjectType) -> Set<String> {
        switch type {
        case .pool: ["description", "members"]
        case .member, .node: ["description", "address"]
        case .virtual: ["description", "destination", "pool", "profiles", "disabled"]
        case .virtualAddress: ["description", "address", "mask"]
        case .monitorHTTP, .monitorHTTPS, .monitorTCP: ["description"]
        case .snatPool, .partition: ["description"]
        }
    }

    /// Properties that only a create may set.
    static func fixed(of type: ObjectType) -> Set<String> {
        switch type {
        case .member, .node, .virtualAddress: ["name", "partition", "address"]
        case .monitorHTTP, .monitorHTTPS, .monitorTCP: ["name", "partition", "defaultsFrom"]
        default: ["name", "partition"]
        }
    }

    /// The objects that every BIG-IP has from the start.
    static let builtIn: [(CollectionKey, ObjectPath)] =
        [(CollectionKey(.partition), ObjectPath(partition: "", name: "Common"))]
        + ["http", "https", "tcp"].compactMap { name in
            ObjectType(rawValue: "ltm/monitor/\(name)").map { (CollectionKey($0), ObjectPath("/Common/\(name)")) }
        }

    /// The profiles that a virtual server may have, and which there are no collections for.
    static let profiles: Set<String> = ["/Common/fastL4", "/Common/tcp", "/Common/http", "/Common/oneconnect", "/Common/tcp-lan-optimized"]

    private static let pool: [String: JSONValue] = [
        "allowNat": "yes", "allowSnat": "yes", "ignorePersistedWeight": "disabled", "loadBalancingMode": "round-robin",
        "minActiveMembers": 0,
        "minUpMembers": 0, "monitor": "", "queueDepthLimit": 0, "queueOnConnectionLimit": "disabled", "reselectTries": 0,
        "serviceDownAction": "none", "slowRampTime": 10,
    ]

    private static let member: [String: JSONValue] = [
        "connectionLimit": 0, "dynamicRatio": 1, "inheritProfile": "enabled", "logging": "disabled", "monitor": "default",
        "priorityGroup": 0,
        "rateLimit": "disabled", "ratio": 1, "session": "user-enabled", "state": "user-up",
    ]

    private static let virtual: [String: JSONValue] = [
        "addressStatus": "yes", "autoLasthop": "default", "connectionLimit": 0, "enabled": true, "ipProtocol": "tcp",
        "mask": "255.255.255.255", "mirror": "disabled", "rateLimit": "disabled", "rules": [], "serviceDownImmediateAction": "none",
        "source": "0.0.0.0/0", "sourceAddressTranslation": ["type": "none"], "sourcePort": "preserve", "translateAddress": "enabled",
        "translatePort": "enabled", "vlansDisabled": true,
    ]

    private static func monitor(parent: JSONValue) -> [String: JSONValue] {
        [
            "defaultsFrom": parent, "destination": "*:*", "interval": 5, "timeout": 16, "timeUntilUp": 0, "upInterval": 0,
            "reverse": "disabled", "transparent": "disabled", "manualResume": "disabled", "recvDisable": "",
        ]
    }
}
