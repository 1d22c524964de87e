import OpenStackAPI
import Testing

@testable import Ingresses

@Suite struct NamesPlanTests {
    private static let owner = NamesOwner(uid: "uid-1", title: "shop/web")
    private static let zone = Designate.Zone(id: "z", name: "example.")

    private func recordSet(
        _ name: String, _ type: String = "A", _ records: [String] = ["192.0.2.1"], id: String = "r", own: Bool = true,
        status: String = "ACTIVE",
        action: String = "NONE", ttl: Int = 60
    ) -> Designate.RecordSet {
        Designate.RecordSet(
            id: id, zoneID: "z", name: name, type: type, records: records, ttl: ttl, description: own ? Self.owner.description : "theirs",
            status: status, action: action)
    }

    private func marker(_ name: String, own: Bool = true, status: String = "ACTIVE", action: String = "NONE") -> Designate.RecordSet {
        recordSet(
            NamesOwner.marker(of: name), "TXT", [own ? Self.owner.text : "\"somebody\""], id: "t", own: own, status: status, action: action)
    }

    /// The plan for `a.example.` in a zone with these record sets.
    private func plan(
        _ present: [Designate.RecordSet], names: [String] = ["a.example."], address: String = "192.0.2.1", zone: Designate.Zone? = zone
    ) -> NamesPlan {
        NamesPlan(
            .init(
                owner: Self.owner, zone: zone, names: names, address: address, ttl: 60, own: present.filter { Self.owner.owns($0) },
                found: Dictionary(grouping: present, by: \.name)))
    }

    private func line(_ plan: NamesPlan) -> [String] {
        plan.steps.map { step in
            switch step {
            case .create(let one): "+ \(one.name) \(one.type) \(one.records.joined())"
            case .update(let one): "~ \(one.id) \(one.name) \(one.type) \(one.records.joined())"
            case .delete(let one): "- \(one.id) \(one.name) \(one.type)"
            }
        }
    }

    @Test func `a new name gets its marker first, then its address`() {
        #expect(line(plan([])) == ["+ _ake-owner.a.example. TXT \(Self.owner.text)", "+ a.example. A 192.0.2.1"])
        #expect(plan([]).isPending)
        guard case .create(let made) = plan([]).steps.last else { return #expect(Bool(false), "nothing is created") }
        #expect(made.description == Self.owner.description && made.ttl == 60 && made.zoneID == "z")
    }

    @Test func `what is there stays, and counts as published`() {
        let settled = plan([marker("a.example."), recordSet("a.example.")])
        #expect(settled.steps.isEmpty && !settled.isPending)
        #expect(settled.published == ["a.example."])
    }

    @Test func `after a crash between the two the second follows`() {
        #expect(line(plan([marker("a.example.")])) == ["+ a.example. A 192.0.2.1"])
        #expect(line(plan([recordSet("a.example.")])) == ["+ _ake-owner.a.example. TXT \(Self.owner.text)"])
    }

    @Test func `another address or time to live is written over the old one`() {
        let present = [marker("a.example."), recordSet("a.example.", "A", ["192.0.2.9"])]
        #expect(line(plan(present)) == ["~ r a.example. A 192.0.2.1"])
        #expect(line(plan([marker("a.example."), recordSet("a.example.", ttl: 5)])) == ["~ r a.example. A 192.0.2.1"])
    }

    @Test func `an address of the other family replaces the record set`() {
        let present = [marker("a.example."), recordSet("a.example.")]
        #expect(line(plan(present, address: "2001:db8::1")) == ["+ a.example. AAAA 2001:db8::1", "- r a.example. A"])
    }

    @Test("a record set that is not ours is never touched, and the host has to wait", arguments: ["A", "AAAA", "CNAME"])
    func foreign(type: String) throws {
        let present = recordSet("a.example.", type, ["x"], own: false)
        for beside in [[], [marker("a.example.")], [marker("a.example.", own: false)]] {
            let result = plan([present] + beside)
            let obstacle = try #require(result.obstacles.first)
            #expect(obstacle.text.contains("a.example. \(type)") || obstacle.text.contains("_ake-owner"))
            #expect(result.published.isEmpty)
            // A marker of ours alone, left from a race that somebody else won, goes.
            #expect(line(result) == (beside.first.map { Self.owner.owns($0) } == true ? ["- t _ake-owner.a.example. TXT"] : []))
        }
    }

    @Test func `somebody else's marker keeps a name that has no address yet`() {
        let result = plan([marker("a.example.", own: false)])
        #expect(result.steps.isEmpty)
        #expect(result.obstacles.first?.text.contains("\"somebody\"") == true)
    }

    @Test func `other record sets at the name are nobody's concern`() {
        let mail = recordSet("a.example.", "MX", ["10 mail."], id: "m", own: false)
        #expect(plan([mail, marker("a.example."), recordSet("a.example.")]).published == ["a.example."])
        #expect(line(plan([mail])).count == 2)
    }

    @Test func `a name on its way out is waited for`() {
        let result = plan([marker("a.example."), recordSet("a.example.", status: "PENDING", action: "DELETE")])
        #expect(result.steps.isEmpty && result.isPending && result.published.isEmpty)
    }

    @Test func `what name servers have not taken up is not published yet`() {
        let pending = plan([marker("a.example."), recordSet("a.example.", status: "PENDING", action: "CREATE")])
        #expect(pending.isPending && pending.published.isEmpty && pending.steps.isEmpty)
        let failed = plan([marker("a.example."), recordSet("a.example.", status: "ERROR", action: "CREATE")])
        #expect(failed.obstacles.count == 1 && failed.steps.isEmpty)
    }

    @Test func `a host that is gone takes its record sets along, the address before its marker`() {
        let present = [marker("a.example."), recordSet("a.example.")]
        #expect(line(plan(present, names: [])) == ["- r a.example. A", "- t _ake-owner.a.example. TXT"])
        #expect(line(plan(present, zone: nil)) == ["- r a.example. A", "- t _ake-owner.a.example. TXT"])
        let leaving = [recordSet("a.example.", status: "PENDING", action: "DELETE")]
        #expect(plan(leaving, names: []).steps.isEmpty, "it is asked for only once")
    }

    @Test func `one host that is taken does not keep the others`() {
        let result = plan([recordSet("a.example.", own: false)], names: ["a.example.", "b.example."])
        #expect(result.obstacles.map(\.name) == ["a.example."])
        #expect(line(result).count == 2)
    }

    @Test(
        "the marker is at a name of its own that no Ingress can have",
        arguments: [
            ("a.example.", "_ake-owner.a.example."), ("*.a.example.", "_ake-owner._any.a.example."), ("example.", "_ake-owner.example."),
        ])
    func marker(name: String, expected: String) {
        #expect(NamesOwner.marker(of: name) == expected)
    }

    @Test func `a name too long for its marker is refused`() {
        let name = Array(repeating: String(repeating: "a", count: 60), count: 4).joined(separator: ".") + ".example."
        #expect(plan([], names: [name]).obstacles.first?.text.contains("255") == true)
    }

    @Test func `a text in a zone file fits its quotation marks`() {
        let long = NamesOwner(uid: String(repeating: "u", count: 36), title: String(repeating: "n", count: 317))
        #expect(long.text.hasPrefix("\"") && long.text.hasSuffix("\"") && long.text.utf8.count <= 257)
    }
}
