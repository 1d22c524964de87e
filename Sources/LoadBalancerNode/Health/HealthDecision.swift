/// Decides whether the node may take traffic. Pure.
///
/// The API server's absence is no reason against: the node goes on with the last good table.
public enum HealthDecision {
    /// Weighs what is known.
    ///
    /// - Parameters:
    ///   - hasTable: whether nginx has a routing table.
    ///   - tableProblem: why there is none, if that is known.
    ///   - bird: what BIRD says; `nil` when it does not answer.
    public static func report(hasTable: Bool, tableProblem: String?, bird: BirdStatus?) -> HealthReport {
        var reasons: [String] = []
        if !hasTable {
            reasons.append("nginx has no routing table: \(tableProblem ?? "the agent has not sent one yet")")
        }
        if let bird {
            if bird.sessions.isEmpty {
                reasons.append("BIRD has no peers: the cluster's nodes are not known yet")
            } else if bird.establishedCount == 0 {
                let states = bird.sessions.map { "\($0.name) \($0.info.isEmpty ? $0.state : $0.info)" }.joined(separator: ", ")
                reasons.append("no BGP session of \(bird.sessions.count) is established: \(states)")
            } else if bird.routes.isEmpty {
                reasons.append("no route to Pods has been learned over \(bird.establishedCount) BGP session(s)")
            }
        } else {
            reasons.append("BIRD does not answer on its control socket")
        }
        return HealthReport(reasons: reasons)
    }
}
