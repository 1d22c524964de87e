import Testing

@testable import ControllerRuntime

@Suite struct ReflectorStateTests {
    private typealias Action = ReflectorState.Action
    private typealias Event = ReflectorState.Event

    private static let healthy = ReflectorRun(duration: .seconds(20), lines: 1)
    private static let streaming: [Action] = [.beginList(afterReset: false), .stream]
    private static func paging(inPages: Bool = true) -> [Action] { [.beginList(afterReset: false), .list(inPages: inPages)] }

    private func fail(_ failure: ReflectorFailure, _ run: ReflectorRun = ReflectorRun(), jitter: Double = 0) -> Event {
        var run = run
        run.jitter = jitter
        return .failed(failure, run)
    }

    /// A state that watches from version 10.
    private func watching() -> ReflectorState {
        var state = ReflectorState()
        _ = state.event(.started)
        _ = state.event(.initialEventsEnded(version: "10"))
        return state
    }

    /// A state that pages, since the server lacks initial events.
    private func paging() -> ReflectorState {
        var state = ReflectorState()
        _ = state.event(.started)
        _ = state.event(fail(.initialEventsRefused))
        return state
    }

    private func expect(_ state: inout ReflectorState, _ steps: [(Event, [Action])], sourceLocation: SourceLocation = #_sourceLocation) {
        for (index, (event, actions)) in steps.enumerated() {
            let got = state.event(event)
            #expect(got == actions, "step \(index + 1): \(event)", sourceLocation: sourceLocation)
        }
    }

    @Test func `it begins with a streamed list, which goes on as the watch`() {
        var state = ReflectorState()
        expect(&state, [(.started, Self.streaming), (.initialEventsEnded(version: "10"), [.endList(version: "10")])])
        #expect(state.version == "10")
    }

    @Test(arguments: [ReflectorFailure.initialEventsRefused, .initialEventsIgnored])
    func `a server without initial events is listed page by page at once, and never asked for them again`(failure: ReflectorFailure) {
        var state = ReflectorState()
        expect(
            &state,
            [
                (.started, Self.streaming), (fail(failure), Self.paging()),
                (.listed(version: "10"), [.endList(version: "10"), .watch(from: "10")]), (fail(.expired, Self.healthy), [.wait(.zero)]),
                (.waited, Self.paging()),
            ])
        #expect(state.lacksInitialEvents)
    }

    @Test func `a streamed list that breaks off begins anew, and the third time it is asked for page by page`() {
        var state = ReflectorState()
        expect(
            &state,
            [
                (.started, Self.streaming), (fail(.lost), [.wait(.milliseconds(800))]), (.waited, Self.streaming),
                (fail(.lost), [.wait(.milliseconds(800))]), (.waited, Self.paging()),
                (.listed(version: "10"), [.endList(version: "10"), .watch(from: "10")]),
            ])
        #expect(!state.lacksInitialEvents)
    }

    @Test func `a streamed list that falls silent is asked for page by page; the second time for good`() {
        var state = ReflectorState()
        expect(&state, [(.started, Self.streaming), (fail(.silent), Self.paging())])
        #expect(!state.lacksInitialEvents)
        expect(
            &state,
            [
                (.listed(version: "10"), [.endList(version: "10"), .watch(from: "10")]), (fail(.expired, Self.healthy), [.wait(.zero)]),
                (.waited, Self.streaming), (fail(.silent), Self.paging()),
            ])
        #expect(state.lacksInitialEvents)
    }

    @Test func `who may list but not watch is still given a list`() {
        var state = ReflectorState()
        expect(
            &state,
            [
                (.started, Self.streaming), (fail(.forbidden), Self.paging()),
                (.listed(version: "10"), [.endList(version: "10"), .watch(from: "10")]), (fail(.forbidden), [.wait(.milliseconds(800))]),
                (.waited, [.watch(from: "10")]),
            ])
    }

    @Test func `a watch that ends goes on from the last version at once`() {
        var state = watching()
        expect(
            &state,
            [
                (.ended(ReflectorRun(duration: .seconds(300), lines: 2, version: "12")), [.watch(from: "12")]),
                (.ended(ReflectorRun(duration: .seconds(300))), [.watch(from: "12")]),
                (.ended(ReflectorRun(duration: .milliseconds(5), lines: 1, version: "13")), [.watch(from: "13")]),
            ])
    }

    @Test func `a version that is lower, or no number, moves it as it should`() {
        var state = watching()
        expect(&state, [(.ended(ReflectorRun(duration: .seconds(300), lines: 1, version: "9")), [.watch(from: "10")])])
        var unordered = ReflectorState()
        expect(
            &unordered,
            [
                (.started, Self.streaming), (.initialEventsEnded(version: "a"), [.endList(version: "a")]),
                (.ended(ReflectorRun(duration: .seconds(300), lines: 1, version: "b")), [.watch(from: "b")]),
                (fail(.lost, Self.healthy), [.wait(.zero)]), (.waited, [.watch(from: "b")]),
            ])
    }

    @Test func `a lost watch that had been healthy goes on within moments, after a look at the present version`() {
        var state = watching()
        expect(
            &state,
            [
                (fail(.lost, ReflectorRun(duration: .seconds(60), lines: 3, version: "12"), jitter: 0.5), [.wait(.milliseconds(100))]),
                (.waited, [.probe]), (.probed(version: "15"), [.watch(from: "12")]),
            ])
    }

    @Test func `failures in a row back off by lot, up to 30 s, and a healthy watch forgets them`() {
        var state = watching()
        let broken = fail(.lost, ReflectorRun(), jitter: 0.999_999)
        guard case .wait(let first)? = state.event(broken).first else { return #expect(Bool(false)) }
        #expect(first > .milliseconds(2300) && first < .milliseconds(2400))
        for _ in 0..<10 { _ = state.event(broken) }
        guard case .wait(let longest)? = state.event(broken).first else { return #expect(Bool(false)) }
        #expect(longest == .seconds(30))
        expect(
            &state,
            [
                (.waited, [.probe]), (.probed(version: "10"), [.watch(from: "10")]),
                (fail(.lost, Self.healthy, jitter: 0.5), [.wait(.milliseconds(100))]),
            ])
    }

    @Test func `a watch that ends at once without news backs off, however often, even when it repeats old news`() {
        var state = watching()
        expect(
            &state,
            [
                (.ended(ReflectorRun(duration: .milliseconds(5), jitter: 0)), [.wait(.milliseconds(800))]), (.waited, [.watch(from: "10")]),
                (.ended(ReflectorRun(duration: .milliseconds(5), lines: 4, version: "10", jitter: 0)), [.wait(.milliseconds(800))]),
            ])
    }

    @Test(arguments: [(0.0, 0), (0.25, 250), (0.75, 750)])
    func `an expired version is listed anew after a part of a second by lot, and again and again with longer pauses`(
        jitter: Double, milliseconds: Int
    ) {
        var state = watching()
        expect(
            &state,
            [
                (fail(.expired, jitter: jitter), [.wait(.milliseconds(milliseconds))]), (.waited, Self.streaming),
                (.initialEventsEnded(version: "20"), [.endList(version: "20")]),
                (fail(.expired), [.wait(.milliseconds(800))]), (.waited, Self.streaming),
            ])
    }

    @Test func `a fleet whose watches expire together does not list together`() {
        let pauses = (0..<200).compactMap { member -> Duration? in
            var state = ReflectorState(timing: ReflectorTiming(relistSpread: .seconds(10)))
            _ = state.event(.started)
            _ = state.event(.initialEventsEnded(version: "10"))
            guard case .wait(let pause)? = state.event(fail(.expired, Self.healthy, jitter: Double(member) / 200)).last else { return nil }
            return pause
        }
        #expect(pauses.count == 200 && Set(pauses).count == 200 && pauses.max() ?? .zero > .seconds(9))
    }

    @Test func `page tokens that expire again and again lead to a list in one piece`() {
        var state = paging()
        expect(
            &state,
            [
                (fail(.expired), Self.paging()), (fail(.expired), [.wait(.milliseconds(800))]),
                (.waited, Self.paging(inPages: false)), (.listed(version: "10"), [.endList(version: "10"), .watch(from: "10")]),
                (fail(.expired, Self.healthy), [.wait(.zero)]), (.waited, Self.paging()),
            ])
    }

    @Test func `versions that have gone back are listed anew, with distrust of equal ones`() {
        var state = watching()
        let anew: [Action] = [.beginList(afterReset: true), .stream]
        expect(
            &state,
            [
                (fail(.lost, Self.healthy), [.wait(.zero)]), (.waited, [.probe]), (.probed(version: "5"), anew),
                (.initialEventsEnded(version: "6"), [.endList(version: "6")]),
                (.ended(ReflectorRun(duration: .seconds(300), lines: 1, version: "7")), [.watch(from: "7")]),
            ])
    }

    @Test func `a list that turns out to be of an older state is asked for once more`() {
        var state = watching()
        expect(
            &state,
            [
                (fail(.expired), [.wait(.zero)]), (.waited, Self.streaming),
                (.initialEventsEnded(version: "5"), [.beginList(afterReset: true), .stream]),
                (.initialEventsEnded(version: "5"), [.endList(version: "5")]),
            ])
    }

    @Test func `an outdated event asks for the present version, and is ignored from then on if that is in order`() {
        var state = watching()
        expect(
            &state,
            [(fail(.outdated, Self.healthy), [.wait(.zero)]), (.waited, [.probe]), (.probed(version: "10"), [.watch(from: "10")])])
        #expect(state.repeatsItself)
        expect(
            &state,
            [
                (fail(.lost, Self.healthy), [.wait(.zero)]), (.waited, [.probe]),
                (.probed(version: "3"), [.beginList(afterReset: true), .stream]),
            ])
        #expect(!state.repeatsItself)
    }

    @Test func `a version that stays too large is given up`() {
        var state = watching()
        let tooLarge = fail(.versionTooLarge(retryAfter: .seconds(1)))
        expect(
            &state,
            [
                (tooLarge, [.wait(.seconds(1))]), (.waited, [.probe]), (.probed(version: "10"), [.watch(from: "10")]),
                (tooLarge, [.wait(.seconds(1))]), (.waited, [.probe]), (.probed(version: "10"), [.watch(from: "10")]),
                (tooLarge, [.wait(.seconds(1))]), (.waited, Self.streaming),
            ])
    }

    @Test func `a line that cannot be read twice in a row leads to a list`() {
        var state = watching()
        expect(
            &state,
            [
                (fail(.malformed), [.wait(.milliseconds(800))]), (.waited, [.watch(from: "10")]),
                (fail(.malformed), [.wait(.milliseconds(800))]), (.waited, Self.streaming),
            ])
    }

    @Test func `a pause that the server asks for is kept, by a healthy watch too`() {
        var state = watching()
        expect(
            &state,
            [
                (fail(.refused(code: 429, retryAfter: .seconds(7)), Self.healthy), [.wait(.seconds(7))]), (.waited, [.watch(from: "10")]),
                (fail(.refused(code: 503, retryAfter: nil)), [.wait(.milliseconds(800))]), (.waited, [.probe]),
            ])
    }

    @Test func `a probe that fails is repeated, and one that is forbidden is done without`() {
        var state = watching()
        expect(
            &state,
            [
                (fail(.lost, Self.healthy), [.wait(.zero)]), (.waited, [.probe]), (fail(.lost), [.wait(.milliseconds(800))]),
                (.waited, [.probe]), (fail(.forbidden), [.watch(from: "10")]),
            ])
    }
}
