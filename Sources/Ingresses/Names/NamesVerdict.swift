import FoundationEssentials
import KubernetesAPI

/// The condition `DNSReady` in the making.
struct NamesVerdict: Sendable, Hashable {
    /// nil stands for `Unknown`.
    var status: Bool?
    var reason: String
    var message: String

    init(_ status: Bool?, _ reason: String, _ message: String, outside: [String] = []) {
        self.status = status
        self.reason = reason
        let note = outside.isEmpty ? "" : "; not in the class' zone and left alone: \(outside.joined(separator: ", "))"
        self.message = message + note
    }

    /// What can be said of an Ingress none of whose hosts is in the zone.
    init(_ wish: NamesWish) {
        self.init(true, "NoNames", "no host is in zone \(wish.names?.absoluteZone ?? "")", outside: wish.outside)
    }

    /// What can be said after a plan was carried out.
    init(_ plan: NamesPlan, _ wish: NamesWish) {
        if let first = plan.obstacles.first {
            let more = plan.obstacles.count > 1 ? " (and \(plan.obstacles.count - 1) more)" : ""
            self.init(false, "NameTaken", "\(NamesWish.relative(first.name)): \(first.text)\(more)", outside: wish.outside)
        } else if plan.isPending {
            self.init(
                nil, "Publishing", "\(plan.published.count) of \(wish.hosts.count) names are on every name server", outside: wish.outside)
        } else if wish.hosts.isEmpty {
            self.init(wish)
        } else {
            let names = wish.hosts.map(NamesWish.relative).joined(separator: ", ")
            self.init(true, "Published", "published: \(names)", outside: wish.outside)
        }
    }

    func condition(_ type: String, generation: Int64?) -> Condition {
        Condition(
            type: type, status: status.map { $0 ? "True" : "False" } ?? "Unknown", observedGeneration: generation,
            lastTransitionTime: Timestamp(seconds: Int64(Date().timeIntervalSince1970)), reason: reason,
            message: message.utf8.count <= 4096 ? message : String(message.prefix(1000)) + "...")
    }
}
