/// The text for `nft -f -` that makes the kernel carry out a ``ForwardingPlan``: https://wiki.nftables.org
///
/// The table is replaced in one transaction. Connections that run keep what conntrack noted for them, so they survive every replacement.
enum Ruleset {
    /// Name of the one table that belongs to the stand-in.
    static let table = "lab_bigip"

    /// The rules; the same plan always gives the same text.
    static func text(for plan: ForwardingPlan) -> String {
        """
        table ip \(table)
        delete table ip \(table)
        table ip \(table) {
          chain virtual_servers {
            type nat hook prerouting priority dstnat; policy accept;
        \(lines(plan.virtuals.compactMap(forward)))
          }
          chain unanswered {
            type filter hook prerouting priority dstnat + 10; policy accept;
        \(lines(refusals(of: plan.addresses)))
          }
          chain source_translation {
            type nat hook postrouting priority srcnat; policy accept;
        \(lines(plan.virtuals.compactMap(translate)))
          }
        }

        """
    }

    /// The text that removes all of it.
    static let removal = "table ip \(table)\ndelete table ip \(table)\n"

    /// A virtual server without a member has no rule of its own: what it does not take is refused.
    private static func forward(_ virtual: ForwardingPlan.Virtual) -> String? {
        guard !virtual.slots.isEmpty else { return nil }
        let keepsPort = virtual.slots.allSatisfy { $0.port == 0 }
        let slots = virtual.slots.filter { keepsPort || $0.port != 0 }
        let elements = slots.enumerated().map { index, slot in
            keepsPort ? "\(index) : \(slot.address)" : "\(index) : \(slot.address) . \(slot.port)"
        }
        return
            "\(match(virtual)) dnat \(keepsPort ? "" : "ip ")to numgen inc mod \(slots.count) map { \(elements.joined(separator: ", ")) }"
    }

    private static func match(_ virtual: ForwardingPlan.Virtual) -> String {
        let source = virtual.source.map { "ip saddr \($0) " } ?? ""
        let port = virtual.port == 0 ? "meta l4proto \(virtual.transport.rawValue)" : "\(virtual.transport.rawValue) dport \(virtual.port)"
        return "\(source)ip daddr \(virtual.address) \(port)"
    }

    /// Whatever still has a virtual address as its destination after the chain above was taken by no virtual server.
    private static func refusals(of addresses: [String]) -> [String] {
        guard !addresses.isEmpty else { return [] }
        let all = "ip daddr { \(addresses.joined(separator: ", ")) }"
        return ["\(all) meta l4proto tcp reject with tcp reset", "\(all) meta l4proto udp reject with icmp type port-unreachable"]
    }

    private static func translate(_ virtual: ForwardingPlan.Virtual) -> String? {
        let transport = "meta l4proto \(virtual.transport.rawValue) ct status dnat"
        let original = "ct original ip daddr \(virtual.address)" + (virtual.port == 0 ? "" : " ct original proto-dst \(virtual.port)")
        let source = virtual.source.map { " ct original ip saddr \($0)" } ?? ""
        switch virtual.translation {
        case .none: return nil
        case .automap: return "\(transport) \(original)\(source) masquerade"
        case .address(let address): return "\(transport) \(original)\(source) snat to \(address)"
        }
    }

    private static func lines(_ rules: [String]) -> String { rules.map { "    " + $0 }.joined(separator: "\n") }
}
