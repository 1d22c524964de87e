/// Which pools serve, as the TLS material changes under them.
struct PoolGenerations<Pools: AnyObject & Sendable>: Sendable {
    private struct Retired: Sendable {
        weak let pools: Pools?
    }

    private var material: TLSMaterial
    private var rejected: TLSMaterial?
    private var retired: [Retired] = []
    private(set) var current: Pools

    /// What is to be done about material that was found.
    enum Step: Equatable {
        /// Go on with the current pools.
        case keep
        /// Make pools with it, then tell by ``replace(by:material:)`` or ``reject(_:)``.
        case renew
    }

    init(_ pools: Pools, material: TLSMaterial) {
        self.current = pools
        self.material = material
    }

    /// Material that was refused before is not tried again until it changes.
    func step(for found: TLSMaterial) -> Step { found == material || found == rejected ? .keep : .renew }

    mutating func replace(by pools: Pools, material: TLSMaterial) {
        retired.removeAll { $0.pools == nil }
        retired.append(Retired(pools: current))
        current = pools
        self.material = material
        rejected = nil
    }

    mutating func reject(_ material: TLSMaterial) { rejected = material }

    /// All pools that still hold connections.
    var alive: [Pools] { retired.compactMap(\.pools) + [current] }
}
