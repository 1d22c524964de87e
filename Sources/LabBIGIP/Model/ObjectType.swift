/// The kinds of objects that the stand-in keeps, with iControl's words for each.
enum ObjectType: String, CaseIterable, Sendable {
    case pool = "ltm/pool"
    case member = "ltm/pool/members"
    case virtual = "ltm/virtual"
    case virtualAddress = "ltm/virtual-address"
    case node = "ltm/node"
    case monitorHTTP = "ltm/monitor/http"
    case monitorHTTPS = "ltm/monitor/https"
    case monitorTCP = "ltm/monitor/tcp"
    case snatPool = "ltm/snatpool"
    case partition = "auth/partition"

    /// `kind` of one object, as iControl names it.
    var kind: String {
        switch self {
        case .member: "tm:ltm:pool:members:membersstate"
        default: "tm:\(colons):\(last)state"
        }
    }

    /// `kind` of a collection.
    var collectionKind: String {
        switch self {
        case .member: "tm:ltm:pool:members:memberscollectionstate"
        default: "tm:\(colons):\(last)collectionstate"
        }
    }

    /// What error messages call such an object.
    var noun: String {
        switch self {
        case .pool: "Pool"
        case .member: "Pool Member"
        case .virtual: "Virtual Server"
        case .virtualAddress: "Virtual Address"
        case .node: "Node"
        case .monitorHTTP, .monitorHTTPS, .monitorTCP: "Monitor"
        case .snatPool: "SNAT Pool"
        case .partition: "Partition"
        }
    }

    var isMonitor: Bool { Self.monitors.contains(self) }

    static let monitors: [ObjectType] = [.monitorHTTP, .monitorHTTPS, .monitorTCP]

    private var colons: String { String(rawValue.map { $0 == "/" ? ":" : $0 }) }
    private var last: String { rawValue.split(separator: "/").last.map(String.init) ?? rawValue }
}
