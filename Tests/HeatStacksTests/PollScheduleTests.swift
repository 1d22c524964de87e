import Testing

@testable import HeatStacks

@Suite struct PollScheduleTests {
    @Test func `nothing in progress asks nothing`() {
        #expect(!PollSchedule<String>().isDue(now: .seconds(5)))
    }

    @Test(arguments: [(0, 1), (5, 1), (100, 10), (1000, 30)]) func `the pause is a tenth of the age, from one second to thirty`(
        age: Int, pause: Int
    ) {
        var schedule = PollSchedule<String>()
        schedule.track("a", stackID: "1", now: .zero)
        #expect(schedule.isDue(now: .zero))
        let now = Duration.seconds(age)
        #expect(schedule.observed(["1"], asked: now, now: now) == [])
        #expect(!schedule.isDue(now: now + .seconds(pause) - .milliseconds(100 + age * 20)) || pause == 30)
        #expect(schedule.isDue(now: now + .seconds(pause) + .milliseconds(200 + age * 20)))
    }

    @Test func `what is no longer in progress is told once, what came later waits for the next answer`() {
        var schedule = PollSchedule<String>()
        schedule.track("a", stackID: "1", now: .seconds(1))
        schedule.track("b", stackID: "2", now: .seconds(1))
        schedule.track("late", stackID: "3", now: .seconds(3))
        #expect(schedule.observed(["2"], asked: .seconds(2), now: .seconds(4)) == ["a"])
        #expect(schedule.observed(["2"], asked: .seconds(5), now: .seconds(5)) == ["late"])
        #expect(schedule.count == 1)
        schedule.forget("b")
        #expect(schedule.count == 0)
    }

    @Test func `an answer that does not come is asked for less often`() {
        var schedule = PollSchedule<String>()
        schedule.track("a", stackID: "1", now: .zero)
        for _ in 0..<4 { schedule.failed(now: .zero) }
        #expect(!schedule.isDue(now: .seconds(15)))
        #expect(schedule.isDue(now: .seconds(16)))
    }
}
