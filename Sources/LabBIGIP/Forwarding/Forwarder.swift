import Logging

/// Keeps the kernel's rules equal to the plan: computes them at each change, applies them when they differ.
struct Forwarder: Sendable {
    let box: Box
    let filter: any PacketFilter
    let logger: Logger

    /// Runs until cancelled.
    func run() async {
        var applied = ""
        var unsupported: [ObjectPath: String] = [:]
        var known: Set<ForwardingPlan.Virtual> = []
        for await _ in box.changes {
            let plan = box.forwardingPlan()
            if plan.unsupported != unsupported {
                unsupported = plan.unsupported
                for (path, reason) in unsupported { logger.warning("\(path) is not forwarded: \(reason)") }
            }
            let text = Ruleset.text(for: plan)
            guard text != applied else { continue }
            do {
                try await filter.apply(text)
                applied = text
                for virtual in plan.virtuals where !known.contains(virtual) { logger.info("\(Self.sentence(on: virtual))") }
                known = Set(plan.virtuals)
            } catch {
                logger.error("the rules could not be applied: \(error)")
            }
        }
    }

    private static func sentence(on virtual: ForwardingPlan.Virtual) -> String {
        guard !virtual.slots.isEmpty else { return "\(virtual.path) refuses connections: no member is available" }
        return "\(virtual.path) sends to \(virtual.slots.map { "\($0.address):\($0.port)" }.joined(separator: " "))"
    }
}
