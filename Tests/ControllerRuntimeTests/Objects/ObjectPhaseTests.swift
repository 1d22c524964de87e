import ControllerRuntime
import KubernetesAPI
import Testing

@Suite struct ObjectPhaseTests {
    private let start = Timestamp(seconds: 1)

    @Test(arguments: [
        ObjectPhase.ready(reason: "Done", message: "all is well"), .reconciling(reason: "Creating", message: "at work"),
        .stalled(reason: "Broken", message: "mend it"),
    ]) func `exactly one condition is true, and says what the phase says`(phase: ObjectPhase) {
        var conditions: [Condition] = []
        conditions.set(phase, generation: 3, now: start)
        #expect(conditions.map(\.type) == ["Ready", "Reconciling", "Stalled"])
        #expect(conditions.filter { $0.status == "True" }.map(\.type) == [phase.type])
        #expect(conditions["Ready"]?.message == phase.message)
        #expect(conditions.allSatisfy { $0.observedGeneration == 3 && $0.reason == phase.reason })
        #expect(conditions.phase == phase)
    }

    @Test func `times of transition stay where nothing changed, and other conditions stay as they are`() {
        let other = Condition(type: "Other", status: "True", lastTransitionTime: start, reason: "R", message: "")
        var conditions = [other]
        conditions.set(.reconciling(reason: "A", message: ""), generation: 1, now: start)
        conditions.set(.ready(reason: "B", message: ""), generation: 2, now: Timestamp(seconds: 2))
        #expect(conditions["Other"] == other)
        #expect(conditions["Ready"]?.lastTransitionTime == Timestamp(seconds: 2))
        #expect(conditions["Reconciling"]?.lastTransitionTime == Timestamp(seconds: 2))
        #expect(conditions["Stalled"]?.lastTransitionTime == start)
    }

    @Test func `a message is never longer than a screen`() {
        var conditions: [Condition] = []
        conditions.set(.stalled(reason: "A", message: String(repeating: "ä", count: 100_000)), generation: nil, now: start)
        #expect(conditions["Stalled"]?.message.count == 2000)
    }
}
