import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct IngressReportTests {
    private func report(
        _ heatStack: HeatStack?, problems: [IngressProblem] = [], known: IngressStatusStatus? = nil, names: Bool = false,
        reports: [NodeReport] = [], at seconds: Int64 = 5,
        _ change: (inout IngressDecision) -> Void = { _ in }
    ) -> IngressStatusStatus {
        var decision = IngressDecision()
        decision.problems = problems
        decision.className = "bigip"
        change(&decision)
        return IngressReport.of(
            Samples.ingress(), decision, heatStack: heatStack, known: known, names: names, reports: reports,
            now: Timestamp(seconds: seconds)
        ).status
    }

    private func line(_ status: IngressStatusStatus) -> [String] {
        status.conditions.map { "\($0.type)=\($0.status) \($0.reason)" }
    }

    @Test func `an Ingress in service is ready, and what its nodes serve is what they report`() {
        let stack = Samples.heatStack(vip: "198.51.100.10", servers: ["10.20.0.11"])
        let status = report(stack)
        #expect(
            line(status) == [
                "Ready=True Ready", "Accepted=True Accepted", "StackReady=True StackReady", "UpToDate=True UpToDate",
                "Programmed=Unknown NotReported",
            ])
        let reports = [Samples.report("10.20.0.11", generation: 0)]
        #expect(line(report(stack, reports: reports)).last == "Programmed=True Programmed")
        #expect(status.address == "198.51.100.10")
        #expect(status.heatStack == "shop/web-anlb")
        #expect(status.replicas == 2)
    }

    @Test func `a refused Ingress says why in every place where one would look`() {
        let problem = IngressProblem(.invalidParameter, field: "f", problem: "p", remedy: "R")
        let status = report(nil, problems: [problem])
        #expect(status.conditions["Ready"]?.reason == "InvalidParameter")
        #expect(status.conditions["Accepted"]?.message == "f: p. R")
        #expect(status.conditions["StackReady"]?.reason == "NoStack")
    }

    @Test(
        "a stack that is not well gives its own reason and sentence",
        arguments: [("Stalled", "QuotaExceeded", "no cores left"), ("Reconciling", "Creating", "2 of 3 servers")])
    func unwell(type: String, reason: String, message: String) {
        var heatStack = Samples.heatStack(vip: "198.51.100.10", isReady: false)
        heatStack.status?.conditions.append(
            Condition(type: type, status: "True", lastTransitionTime: Timestamp(seconds: 1), reason: reason, message: message))
        let status = report(heatStack)
        #expect(status.conditions["StackReady"]?.reason == reason)
        #expect(status.conditions["Ready"]?.message == message)
        #expect(status.conditions["Programmed"]?.status == "False")
    }

    @Test func `names belong to being ready where the class gives them`() {
        let stack = Samples.heatStack(vip: "198.51.100.10")
        #expect(report(stack, names: true).conditions["Ready"]?.reason == "NamesPending")
        func known(_ status: String, _ reason: String) -> IngressStatusStatus {
            IngressStatusStatus(conditions: [
                Condition(type: "DNSReady", status: status, lastTransitionTime: Timestamp(seconds: 1), reason: reason, message: "m")
            ])
        }
        #expect(report(stack, known: known("False", "HostTaken"), names: true).conditions["Ready"]?.reason == "HostTaken")
        #expect(report(stack, known: known("True", "Published"), names: true).conditions["Ready"]?.status == "True")
        // Without names in the class, an old word on them does not count.
        #expect(report(stack, known: known("False", "HostTaken")).conditions["Ready"]?.status == "True")
        #expect(report(stack, known: known("True", "Published"), names: true).conditions["DNSReady"] == nil, "it is not ours to write")
    }

    @Test func `a change of the class that waits or cannot come does not make the Ingress unready`() {
        let stack = Samples.heatStack(vip: "198.51.100.10")
        let waiting = report(stack) { $0.waiting = "1 of 3" }
        #expect(waiting.conditions["UpToDate"]?.reason == "WaitingForRollout")
        #expect(waiting.conditions["Ready"]?.status == "True")
        let older = report(stack) { $0.older = ["params.image"] }
        #expect(older.conditions["UpToDate"]?.message.contains("params.image") == true)
        #expect(older.conditions["UpToDate"]?.message.contains("delete the Ingress and apply it again") == true)
        let shared = report(stack) {
            $0.older = ["templateURL"]
            $0.parameters = IngressParameters(flavor: "small", replicas: 2, fluentdS3Bucket: "", group: "edge")
        }
        #expect(shared.conditions["UpToDate"]?.message.hasSuffix("move the group's Ingresses to a group of another name") == true)
    }

    @Test func `a number that somebody else has set is shown, and that it is his`() {
        let status = report(Samples.heatStack(vip: "198.51.100.10", scaled: 7))
        #expect(status.replicas == 7)
        #expect(status.conditions["UpToDate"]?.status == "True")
        #expect(status.conditions["UpToDate"]?.message.contains("spec.replicas of HeatStack shop/web-anlb") == true)
        #expect(status.conditions["StackReady"]?.message == "7 nodes run")
    }

    @Test func `the time is that of the last change of status, whatever is said meanwhile`() {
        let first = report(Samples.heatStack(vip: "198.51.100.10"), at: 5)
        let second = report(Samples.heatStack(vip: "198.51.100.10"), known: first, at: 50)
        #expect(second == first)
        let third = report(Samples.heatStack(isReady: false), known: second, at: 60)
        #expect(third.conditions["Ready"]?.lastTransitionTime == Timestamp(seconds: 60))
        #expect(third.conditions["Accepted"]?.lastTransitionTime == Timestamp(seconds: 5))
    }

    @Test func `a missing address is said`() {
        #expect(report(Samples.heatStack()).conditions["Ready"]?.reason == "NoAddress")
    }
}
