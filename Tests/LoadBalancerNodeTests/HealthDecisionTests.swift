import LoadBalancerNode
import Testing

@Suite struct HealthDecisionTests {
    static let up = BirdStatus.Session(name: "node_1", state: "up", info: "Established")
    static let connecting = BirdStatus.Session(name: "node_2", state: "start", info: "Connect")
    static let routes: Set = ["10.244.1.0/26"]

    @Test func `a node with a table, a session and a route may take traffic`() {
        let bird = BirdStatus(sessions: [Self.connecting, Self.up], routes: Self.routes)
        #expect(HealthDecision.report(hasTable: true, tableProblem: nil, bird: bird) == HealthReport(reasons: []))
    }

    @Test(
        "what is missing is said",
        arguments: [
            (false, BirdStatus(sessions: [up], routes: routes), "no routing table: because"),
            (true, BirdStatus(sessions: [], routes: []), "BIRD has no peers"),
            (true, BirdStatus(sessions: [connecting], routes: []), "no BGP session of 1 is established: node_2 Connect"),
            (true, BirdStatus(sessions: [connecting], routes: routes), "no BGP session of 1"),
            (true, BirdStatus(sessions: [up], routes: []), "no route to Pods"),
            (true, nil, "BIRD does not answer"),
        ] as [(Bool, BirdStatus?, String)])
    func missing(hasTable: Bool, bird: BirdStatus?, reason: String) {
        let report = HealthDecision.report(hasTable: hasTable, tableProblem: "because", bird: bird)
        #expect(!report.ready)
        #expect(report.reasons?.count == 1)
        #expect(report.reasons?.first?.contains(reason) == true)
    }
}
