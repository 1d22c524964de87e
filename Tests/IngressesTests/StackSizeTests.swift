import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct StackSizeTests {
    /// What is asked for (`-` for the class' number), the class' number as the stack knows it and as it is, the number claimed so far; then
    /// what is claimed at once, what later, and whether the class decides.
    private struct Case: Sendable, CustomTestStringConvertible {
        var asked: String
        var known: Int?
        var current: Int
        var claimed: Int
        var now: Int
        var later: Int
        var follows: Bool

        init(_ asked: String, _ known: Int?, _ current: Int, _ claimed: Int, now: Int, later: Int, follows: Bool) {
            (self.asked, self.known, self.current, self.claimed) = (asked, known, current, claimed)
            (self.now, self.later, self.follows) = (now, later, follows)
        }

        var testDescription: String { "\(asked) known \(known.map { "\($0)" } ?? "none") now \(current) claimed \(claimed)" }
    }

    private func heatStack(_ claimed: Int, known: Int?, className: String = "bigip") -> HeatStack {
        var heatStack = Samples.heatStack(replicas: String(claimed), classReplicas: known.map { String($0) })
        heatStack.metadata.annotations[IngressNames.classAnnotation] = className
        return heatStack
    }

    private func computed(_ one: Case, className: String = "bigip") -> StackSize? {
        var loadBalancerClass = Samples.loadBalancerClass
        loadBalancerClass.spec.replicas.default = one.current
        return StackSize(
            asked: one.asked.split(separator: " ").map { Int($0) }, class: loadBalancerClass,
            running: StackClaim(heatStack(one.claimed, known: one.known, className: className)))
    }

    @Test(
        "the developers' part counts at once, the class' later",
        arguments: [
            Case("-", 2, 2, 2, now: 2, later: 2, follows: true), Case("-", 2, 3, 2, now: 2, later: 3, follows: true),
            Case("-", 3, 2, 3, now: 3, later: 2, follows: true), Case("4", 2, 3, 4, now: 4, later: 4, follows: false),
            // The developer gives a number, takes it back, or does so while the class changes.
            Case("4", 2, 2, 2, now: 4, later: 4, follows: false), Case("-", 2, 2, 4, now: 2, later: 2, follows: true),
            Case("-", 2, 3, 4, now: 2, later: 3, follows: true),
            // Groups: the one that asks for most decides, which may be the class before, after, or never.
            Case("- 4", 2, 3, 4, now: 4, later: 4, follows: false), Case("- 4", 2, 5, 4, now: 4, later: 5, follows: true),
            Case("- 4", 5, 2, 5, now: 5, later: 4, follows: true), Case("- -", 2, 3, 2, now: 2, later: 3, follows: true),
            Case("- 4", 2, 2, 2, now: 4, later: 4, follows: false), Case("3 4", 2, 5, 4, now: 4, later: 4, follows: false),
            // From before the class' number was noted.
            Case("-", nil, 3, 2, now: 2, later: 3, follows: true), Case("-", nil, 2, 2, now: 2, later: 2, follows: true),
        ])
    private func sizes(one: Case) throws {
        let size = try #require(computed(one))
        #expect(size.now.replicas == one.now)
        #expect(size.later.replicas == one.later)
        #expect(size.later.classReplicas == one.current)
        #expect(size.followsClass == one.follows)
        #expect(size.isOutdated == (one.now != one.later))
        for (isGranted, isScaled) in [(true, false), (false, true)] {
            let taken = size.claim(isGranted: isGranted, isScaled: isScaled)
            #expect(taken.claim == size.later && !taken.waits)
        }
        let waiting = size.claim(isGranted: false, isScaled: false)
        #expect(waiting.claim == size.now && waiting.waits == size.isOutdated)
    }

    @Test func `another class is the developer's choice and is followed at once`() throws {
        let size = try #require(computed(Case("-", 2, 3, 2, now: 3, later: 3, follows: true), className: "other"))
        #expect(!size.isOutdated)
        #expect(size.now.replicas == 3)
        #expect(size.now.className == "bigip")
    }

    @Test func `without an Ingress that says anything there is no size`() {
        #expect(StackSize(asked: [], class: Samples.loadBalancerClass, running: nil) == nil)
    }
}
