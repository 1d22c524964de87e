import JSON
import Testing

@testable import LabBIGIP

@Suite struct ForwardingTests {
    func plan(_ configuration: Configuration, down: Set<Int> = []) -> ForwardingPlan {
        let downMembers = Set(down.map(Samples.member))
        return ForwardingPlan(configuration) { downMembers.contains($0.member) ? .down : .up }
    }

    func slots(_ configuration: Configuration, down: Set<Int> = []) -> [String] {
        plan(configuration, down: down).virtuals.flatMap { $0.slots.map { "\($0.address):\($0.port)" } }
    }

    @Test func `members take turns and the client's address stays`() throws {
        #expect(
            Ruleset.text(for: plan(try Samples.web())) == """
                table ip lab_bigip
                delete table ip lab_bigip
                table ip lab_bigip {
                  chain virtual_servers {
                    type nat hook prerouting priority dstnat; policy accept;
                    ip daddr 198.51.100.10 tcp dport 80 dnat ip to numgen inc mod 2 map { 0 : 10.10.0.11 . 80, 1 : 10.10.0.12 . 80 }
                  }
                  chain unanswered {
                    type filter hook prerouting priority dstnat + 10; policy accept;
                    ip daddr { 198.51.100.10 } meta l4proto tcp reject with tcp reset
                    ip daddr { 198.51.100.10 } meta l4proto udp reject with icmp type port-unreachable
                  }
                  chain source_translation {
                    type nat hook postrouting priority srcnat; policy accept;

                  }
                }

                """)
    }

    @Test func `a member that is down gets nothing, and with the last the VIP refuses`() throws {
        let configuration = try Samples.web()
        #expect(slots(configuration, down: [1]) == ["10.10.0.12:80"])
        let text = Ruleset.text(for: plan(configuration, down: [1, 2]))
        #expect(!text.contains("dnat ip to"))
        #expect(text.contains("ip daddr { 198.51.100.10 } meta l4proto tcp reject with tcp reset"))
    }

    @Test func `a member that is only being checked gets nothing`() throws {
        let plan = ForwardingPlan(try Samples.web()) { _ in .checking }
        #expect(plan.virtuals.map(\.slots) == [[]])
    }

    @Test(arguments: [["session": "user-disabled"], ["state": "user-down", "session": "user-disabled"]] as [JSONValue])
    func `a member or a node that people disabled gets nothing`(change: JSONValue) throws {
        var configuration = try Samples.web()
        try configuration.patch(Samples.members, Samples.member(1), change)
        #expect(slots(configuration) == ["10.10.0.12:80"])
        var other = try Samples.web()
        try other.patch(Samples.node, ObjectPath("/Common/10.10.0.12"), change)
        #expect(slots(other) == ["10.10.0.11:80"])
    }

    @Test func `ratios count only in a ratio mode`() throws {
        var configuration = try Samples.web()
        try configuration.patch(Samples.members, Samples.member(1), ["ratio": 2])
        #expect(slots(configuration).count == 2)
        try configuration.patch(Samples.pool, Samples.web, ["loadBalancingMode": "ratio-member"])
        #expect(slots(configuration) == ["10.10.0.11:80", "10.10.0.11:80", "10.10.0.12:80"])
    }

    @Test(arguments: [(0, [], [1, 2, 3]), (1, [], [3]), (1, [3], [2]), (2, [], [3, 2]), (2, [3], [2, 1])] as [(Int, Set<Int>, [Int])])
    func `priority groups are used from the highest until there are enough`(minimum: Int, down: Set<Int>, expected: [Int]) throws {
        var configuration = try Samples.web(members: 3, pool: ["minActiveMembers": .integer(Int64(minimum))])
        for index in 1...3 { try configuration.patch(Samples.members, Samples.member(index), ["priorityGroup": .integer(Int64(index))]) }
        #expect(slots(configuration, down: down) == expected.map { "10.10.0.\(10 + $0):80" })
    }

    struct Setting: Sendable {
        let virtual: JSONValue
        let rule: String
    }

    @Test(arguments: [
        Setting(virtual: ["source": "10.0.0.0/8"], rule: "ip saddr 10.0.0.0/8 ip daddr 198.51.100.10 tcp dport 80 dnat ip to"),
        Setting(virtual: ["destination": "/Common/198.51.100.10:0"], rule: "ip daddr 198.51.100.10 meta l4proto tcp dnat ip to"),
        Setting(virtual: ["translatePort": "disabled"], rule: "dnat to numgen inc mod 2 map { 0 : 10.10.0.11, 1 : 10.10.0.12 }"),
        Setting(virtual: ["ipProtocol": "udp"], rule: "ip daddr 198.51.100.10 udp dport 80 dnat ip to"),
        Setting(
            virtual: ["sourceAddressTranslation": ["type": "automap"]],
            rule: "meta l4proto tcp ct status dnat ct original ip daddr 198.51.100.10 ct original proto-dst 80 masquerade"),
    ])
    func `settings of a virtual server become rules`(setting: Setting) throws {
        let text = Ruleset.text(for: plan(try Samples.web(virtual: setting.virtual)))
        #expect(text.contains(setting.rule), "\(text)")
    }

    @Test func `a SNAT pool gives its address`() throws {
        var configuration = try Samples.web()
        _ = try configuration.create(CollectionKey(.snatPool), ["name": "out", "members": ["/Common/203.0.113.99"]])
        try configuration.patch(
            Samples.virtual, ObjectPath("/Common/web-80"), ["sourceAddressTranslation": ["type": "snat", "pool": "/Common/out"]])
        #expect(Ruleset.text(for: plan(configuration)).contains("snat to 203.0.113.99"))
    }

    @Test func `a disabled virtual server refuses and the narrowest source is matched first`() throws {
        var configuration = try Samples.web()
        _ = try configuration.create(
            Samples.virtual,
            ["name": "a-inner", "destination": "/Common/198.51.100.10:80", "source": "10.0.0.0/8", "pool": "/Common/web"])
        #expect(plan(configuration).virtuals.map(\.path.name) == ["a-inner", "web-80"])
        try configuration.patch(Samples.virtual, ObjectPath("/Common/web-80"), ["disabled": true])
        #expect(plan(configuration).virtuals.map(\.path.name) == ["a-inner"])
        #expect(plan(configuration).addresses == ["198.51.100.10"])
    }

    @Test(arguments: [["destination": "/Common/2001:db8::1.80"], ["translateAddress": "disabled"], ["ipProtocol": "any"]] as [JSONValue])
    func `what cannot be forwarded is said`(virtual: JSONValue) throws {
        let plan = plan(try Samples.web(virtual: virtual))
        #expect(plan.virtuals.isEmpty)
        #expect(plan.unsupported.keys.map(\.name) == ["web-80"])
    }
}
