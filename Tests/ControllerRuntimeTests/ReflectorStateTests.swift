import Testing

@testable import ControllerRuntime

@Suite struct ReflectorStateTests {
    @Test func `it lists first, then watches from the list's version`() {
        var state = ReflectorState()
        #expect(state.nextStep == .list)
        #expect(state.mayListFromCache)
        state.listed(at: "10")
        #expect(state.nextStep == .watch(from: "10"))
    }

    @Test func `events and bookmarks move the version on`() {
        var state = ReflectorState()
        state.listed(at: "10")
        state.saw("12")
        state.saw("")
        state.saw(nil)
        #expect(state.nextStep == .watch(from: "12"))
    }

    @Test func `a lost connection goes on where it was`() {
        var state = ReflectorState()
        state.listed(at: "10")
        _ = state.failed(expired: false, jitter: 0)
        #expect(state.nextStep == .watch(from: "10"))
    }

    @Test func `an expired version lists again at once, from the newest state`() {
        var state = ReflectorState()
        state.listed(at: "10")
        #expect(state.failed(expired: true, jitter: 1) == .zero)
        #expect(state.nextStep == .list)
        #expect(!state.mayListFromCache)
        #expect(state.failed(expired: true, jitter: 0) > .zero)
    }

    @Test func `failures back off from 100 ms to 30 s, half of it by lot, and success forgets them`() {
        var state = ReflectorState()
        #expect(state.failed(expired: false, jitter: 0) == .milliseconds(50))
        #expect(state.failed(expired: false, jitter: 1) == .milliseconds(200))
        for _ in 0..<20 { _ = state.failed(expired: false, jitter: 0) }
        #expect(state.failed(expired: false, jitter: 1) == .seconds(30))
        state.succeeded()
        #expect(state.failed(expired: false, jitter: 1) == .milliseconds(100))
    }
}
