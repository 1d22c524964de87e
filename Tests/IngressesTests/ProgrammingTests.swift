import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct ProgrammingTests {
    private func ingress(_ generation: Int64 = 3) -> Ingress {
        var ingress = Samples.ingress()
        ingress.metadata.generation = generation
        return ingress
    }

    private func verdict(
        _ reports: [NodeReport], addresses: [String]? = ["a", "b"], known: Condition? = nil, at seconds: Int64 = 1000
    ) -> (verdict: IngressReport.Verdict, lookAgain: Duration?) {
        Programming(ingress(), addresses: addresses, reports: reports).verdict(known: known, now: Timestamp(seconds: seconds))
    }

    private func known(_ status: String, _ reason: String, since seconds: Int64) -> Condition {
        Condition(type: "Programmed", status: status, lastTransitionTime: Timestamp(seconds: seconds), reason: reason, message: "")
    }

    private func report(_ address: String, _ generation: Int64?, at seconds: Int64 = 1) -> NodeReport {
        Samples.report(address, generation: generation, at: seconds)
    }

    @Test func `it is true when every node that the stack has says so, whatever others say`() {
        let (all, lookAgain) = verdict([report("a", 3), report("b", 4), report("gone", 1)])
        #expect(all == .init(true, "Programmed", "all 2 nodes serve generation 3"))
        #expect(lookAgain == nil)
    }

    @Test func `what is not known is not claimed`() {
        #expect(verdict([report("a", 3)], addresses: nil).verdict.reason == "NodesUnknown")
        #expect(verdict([report("a", 3)], addresses: []).verdict.status == "Unknown")
        #expect(verdict([]).verdict.reason == "NotReported")
        #expect(verdict([report("gone", 3)]).verdict.status == "Unknown")
    }

    @Test(
        "a node that does not follow is named, and has a minute since the Ingress changed or the first node followed",
        arguments: [
            // What was said, since when, when the other node followed; how long is left.
            ("True", "Programmed", 990, 1, 60), ("False", "StackNotReady", 10, 1, 60), ("Unknown", "Programming", 990, 1, 50),
            ("Unknown", "Programming", 941, 1, 1), ("Unknown", "Programming", 940, 1, nil), ("Unknown", "NotReported", 10, 980, 40),
            ("Unknown", "Programming", 10, 940, nil), ("False", "NodesLag", 999, 999, nil),
            // A node whose clock is ahead gains nothing.
            ("Unknown", "Programming", 10, 5000, 60),
        ] as [(String, String, Int64, Int64, Int?)])
    func lag(status: String, reason: String, since: Int64, followed: Int64, left: Int?) {
        let (verdict, lookAgain) = verdict(
            [report("a", 3, at: followed), report("b", 2)], known: known(status, reason, since: since))
        #expect(verdict.message.contains("b serves generation 2"))
        #expect(verdict.status == (left == nil ? "False" : "Unknown"))
        #expect(verdict.reason == (left == nil ? "NodesLag" : "Programming"))
        #expect(lookAgain == left.map { .seconds($0) })
    }

    @Test func `nodes that have not reported, or nothing of this Ingress, are named as such, and not all of many`() {
        let message = verdict([report("a", 3), report("b", nil)], addresses: ["a", "b", "c"]).verdict.message
        #expect(message == "1 of 3 nodes serve generation 3: b serves nothing of it, c has not reported")
        let many = verdict([report("n0", 3)], addresses: (0..<20).map { "n\($0)" }).verdict.message
        #expect(many.hasSuffix("n5 has not reported, and 14 more"))
    }

    @Test func `another Ingress' generation is not this one's`() {
        var other = report("a", 9)
        other.ingresses[0].uid = "uid-9"
        #expect(verdict([other], addresses: ["a"]).verdict.message.contains("a serves nothing of it"))
    }
}
