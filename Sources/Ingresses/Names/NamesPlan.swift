import OpenStackAPI

/// What is to be done in Designate so that a stack's hosts lead to its address. Pure.
///
/// A record set that does not carry the stack's mark is never changed or deleted, whatever it says.
public struct NamesPlan: Sendable, Hashable {
    /// One step.
    public enum Step: Sendable, Hashable {
        /// Creates a record set.
        case create(Designate.RecordSet)
        /// Replaces what one says.
        case update(Designate.RecordSet)
        /// Deletes one.
        case delete(Designate.RecordSet)
    }

    /// Why a host has no name of ours.
    public struct Obstacle: Sendable, Hashable {
        /// The host's name.
        public var name: String
        /// What stands in its way, and the remedy.
        public var text: String
    }

    /// The steps, in order.
    public private(set) var steps: [Step] = []
    /// What somebody has to look at.
    public private(set) var obstacles: [Obstacle] = []
    /// The names that lead to the address on every name server.
    public private(set) var published: [String] = []
    /// Whether name servers are still taking something up, so that one has to look again soon.
    public private(set) var isPending = false
    /// Whether a name is another Ingress' of the same group, and may have to be taken over.
    public private(set) var isBorrowing = false

    /// Everything that a decision needs.
    public struct Input: Sendable {
        /// Whose names they are.
        public var owner: NamesOwner
        /// The zone; nil: no name is wanted.
        public var zone: Designate.Zone?
        /// The names that are wanted, in order, with the dot at their ends.
        public var names: [String]
        /// Where they lead.
        public var address: String
        /// How long others may keep the answer, in seconds.
        public var ttl: Int
        /// Every record set that carries the owner's mark.
        public var own: [Designate.RecordSet]
        /// What there is at each wanted name and at its marker, whoever's it is.
        public var found: [String: [Designate.RecordSet]]
        /// The marks of Ingresses of the same group, which lead to the same address.
        public var siblings: Set<String>

        /// Makes an input.
        public init(
            owner: NamesOwner, zone: Designate.Zone?, names: [String], address: String, ttl: Int, own: [Designate.RecordSet],
            found: [String: [Designate.RecordSet]], siblings: Set<String> = []
        ) {
            self.owner = owner
            self.zone = zone
            self.names = names
            self.address = address
            self.ttl = ttl
            self.own = own
            self.found = found
            self.siblings = siblings
        }
    }

    /// Decides.
    public init(_ input: Input) {
        var kept: Set<String> = []
        if let zone = input.zone {
            for name in input.names { publish(name, in: zone, input, &kept) }
        }
        // The name first, its marker after it: what is published is always marked.
        let surplus = input.own.filter { !$0.isBeingDeleted && !kept.contains($0.id) }
        steps += (surplus.filter { $0.type != "TXT" } + surplus.filter { $0.type == "TXT" }).map { .delete($0) }
    }

    private mutating func publish(_ name: String, in zone: Designate.Zone, _ input: Input, _ kept: inout Set<String>) {
        let marker = NamesOwner.marker(of: name)
        guard marker.utf8.count <= 255 else {
            obstacles.append(Obstacle(name: name, text: "the name of its TXT record \(marker) would be longer than 255 characters"))
            return
        }
        let leading = (input.found[name] ?? []).filter { ["A", "AAAA", "CNAME"].contains($0.type) }
        let markers = (input.found[marker] ?? []).filter { $0.type == "TXT" }
        if let sibling = leading.first(where: { input.siblings.contains($0.description ?? "") }), sibling.records == [input.address] {
            // Two Ingresses of a group with paths below one host: whoever came first keeps the record set, and the other takes over after it.
            published.append(name)
            isBorrowing = true
            return
        }
        if let foreign = (leading + markers).first(where: { !input.owner.owns($0) }) {
            let owner = markers.first { !input.owner.owns($0) }?.records.first.map { "; its TXT record says \($0)" } ?? ""
            obstacles.append(
                Obstacle(
                    name: name,
                    text:
                        "there is a record set \(foreign.name) \(foreign.type) that is not this Ingress'\(owner). Delete it, or use another host"
                ))
            // What of ours stands beside it stays as it is, unless it is a marker alone.
            for own in leading where input.owner.owns(own) { kept.insert(own.id) }
            if leading.contains(where: { input.owner.owns($0) }) { for own in markers { kept.insert(own.id) } }
            return
        }
        for own in leading + markers where own.isBeingDeleted {
            // Its name is free only when every name server has let go of it.
            isPending = true
            kept.insert(own.id)
        }
        let type = input.address.contains(":") ? "AAAA" : "A"
        let isMarked = ensure(marker, "TXT", [input.owner.text], in: zone, input, among: markers, &kept)
        let leads = ensure(name, type, [input.address], in: zone, input, among: leading, &kept)
        if isMarked, leads { published.append(name) }
    }

    // Whether it is there, as it should be, on every name server.
    private mutating func ensure(
        _ name: String, _ type: String, _ records: [String], in zone: Designate.Zone, _ input: Input,
        among found: [Designate.RecordSet], _ kept: inout Set<String>
    ) -> Bool {
        if found.contains(where: \.isBeingDeleted) { return false }
        let wanted = Designate.RecordSet(
            zoneID: zone.id, name: name, type: type, records: records, ttl: input.ttl, description: input.owner.description)
        guard let present = found.first(where: { $0.type == type }) else {
            steps.append(.create(wanted))
            isPending = true
            return false
        }
        kept.insert(present.id)
        if present.records != records || present.ttl != input.ttl {
            var changed = wanted
            changed.id = present.id
            steps.append(.update(changed))
            isPending = true
            return false
        }
        switch present.status {
        case "PENDING":
            isPending = true
            return false
        case "ERROR":
            obstacles.append(Obstacle(name: name, text: "Designate could not give it to every name server; it goes on trying"))
            isPending = true
            return false
        default:
            return true
        }
    }
}
