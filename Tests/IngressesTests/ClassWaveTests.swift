import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct ClassWaveTests {
    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "shop", name: name) }

    /// `o` outdated and well, `O` outdated and failed, `p` outdated and at work, `u` updated and well for long, `s` updated and well since
    /// just now, `w` updated and at work, `f` updated and failed.
    private func stacks(_ states: String) -> [ClassWave.Stack] {
        states.enumerated().map { index, state in
            ClassWave.Stack(
                key: key("\(index)"), isOutdated: "oOp".contains(state),
                readySince: "ou".contains(state) ? Timestamp(seconds: 0) : state == "s" ? Timestamp(seconds: 980) : nil,
                failure: "Of".contains(state) ? "no quota" : nil)
        }
    }

    @Test(
        arguments: [
            ("ooo", 1, ["0"]), ("ooo", 2, ["0", "1"]), ("uoo", 1, ["1"]), ("woo", 1, []), ("soo", 1, []), ("swo", 2, []), ("soo", 2, ["1"]),
            ("foo", 5, []), ("Ooo", 1, ["1"]), ("Ou", 1, ["0"]), ("po", 1, ["1"]), ("p", 1, []), ("", 1, []), ("uuu", 1, []),
        ] as [(String, Int, [String])])
    func `as many follow as the class allows, the well ones first, and none after a failure`(
        states: String, maxConcurrent: Int, granted: [String]
    ) {
        let wave = ClassWave(
            stacks(states), pace: ClassRollout(maxConcurrent: maxConcurrent, soakSeconds: 30), now: Timestamp(seconds: 1000))
        #expect(wave.granted == Set(granted.map { key($0) }))
        #expect(wave.isStopped == states.contains("f"))
    }

    @Test func `the reason of a stop names the stack and its failure`() {
        let wave = ClassWave(stacks("uof"), pace: ClassRollout(), now: Timestamp(seconds: 1000))
        #expect(wave.reason.contains("HeatStack shop/2"))
        #expect(wave.reason.contains("no quota"))
    }

    @Test func `a whole wave passes through every stack, never more than allowed at once`() {
        var states = Array(String(repeating: "o", count: 7))
        var most = 0
        for _ in 0..<50 {
            let wave = ClassWave(
                stacks(String(states)), pace: ClassRollout(maxConcurrent: 2, soakSeconds: 30), now: Timestamp(seconds: 1000))
            // What was granted goes to work; what was at work becomes well, then has soaked.
            for index in states.indices {
                switch states[index] {
                case "w": states[index] = "s"
                case "s": states[index] = "u"
                default: if wave.granted.contains(key("\(index)")) { states[index] = "w" }
                }
            }
            most = max(most, states.filter { $0 == "w" || $0 == "s" }.count)
        }
        #expect(states.allSatisfy { $0 == "u" })
        #expect(most == 2)
    }

    @Test func `a HeatStack is read as it says of itself`() {
        let ready = ClassWave.Stack(Samples.heatStack(), isOutdated: false)
        #expect(ready.readySince == Timestamp(seconds: 1))
        var failed = Samples.heatStack(isReady: false)
        failed.status?.conditions.append(
            Condition(type: "Stalled", status: "True", lastTransitionTime: Timestamp(seconds: 1), reason: "CreateFailed", message: "why"))
        #expect(ClassWave.Stack(failed, isOutdated: false).failure == "why")
        #expect(ClassWave.Stack(failed, isOutdated: false).readySince == nil)
    }
}
