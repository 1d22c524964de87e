import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct CrashStateTests {
    private let start = ContinuousClock.now

    private func suspect(_ name: String, _ fingerprint: String? = "u/1", crashes: Int = 0) -> CrashSuspect {
        CrashSuspect(
            identity: .init(controller: "c", key: ObjectKey(namespace: "n", name: name)), fingerprint: fingerprint, crashes: crashes)
    }

    private func state(
        _ suspects: [CrashSuspect] = [], dying: [CrashSuspect], known: Set<String> = []
    ) -> CrashState {
        CrashState(
            suspects: suspects, dying: dying.map { ($0, known.contains($0.identity.key.name)) }, now: start)
    }

    private func verdict(
        _ state: inout CrashState, _ name: String, _ fingerprint: String? = "u/1", others: Int = 0, after seconds: Int
    ) -> CrashState.Verdict {
        state.verdict(on: suspect(name).identity, fingerprint: fingerprint, others: others, now: start + .seconds(seconds))
    }

    @Test func `a key that was in work when the process died is tried later, after the others, and alone`() {
        var state = state(dying: [suspect("a"), suspect("b")])
        #expect(state.blamed == ["c": 2])
        #expect(verdict(&state, "z", after: 0) == .free)
        #expect(verdict(&state, "a", after: 0) == .later(.seconds(10)))
        #expect(verdict(&state, "a", others: 3, after: 11) == .later(.seconds(1)))
        #expect(verdict(&state, "a", others: 3, after: 700) == .alone)
        #expect(verdict(&state, "b", after: 700) == .later(.seconds(1)))
        let isNews = state.end(suspect("a").identity)
        #expect(isNews)
        #expect(verdict(&state, "b", after: 700) == .alone)
        #expect(verdict(&state, "a", after: 700) == .free)
    }

    @Test func `when a suspect was among the keys in work, only that one is blamed`() {
        let state = state([suspect("a", crashes: 1)], dying: [suspect("a"), suspect("b")], known: ["a"])
        #expect(state.suspects.values.map(\.crashes) == [2])
        #expect(state.blamed == ["c": 1])
    }

    @Test func `the pause grows with each process that died`() {
        var state = state(dying: [suspect("a")])
        #expect(verdict(&state, "a", after: 0) == .later(.seconds(10)))
        state = CrashState(suspects: Array(state.suspects.values), dying: [(suspect("a"), true)], now: start)
        #expect(verdict(&state, "a", after: 0) == .later(.seconds(40)))
    }

    @Test func `after three processes it is set aside until it is changed`() {
        var state = state([suspect("a", crashes: 2)], dying: [suspect("a")], known: ["a"])
        #expect(verdict(&state, "a", after: 5000) == .quarantined(crashes: 3, isNew: true))
        #expect(verdict(&state, "a", after: 5001) == .quarantined(crashes: 3, isNew: false))
        #expect(verdict(&state, "a", "u/2", after: 5002) == .free)
        #expect(verdict(&state, "a", "u/2", after: 5002) == .free)
    }

    @Test func `one whose changes cannot be seen is tried again after the longest pause`() {
        var state = state([suspect("a", nil, crashes: 8)], dying: [suspect("a", nil)], known: ["a"])
        #expect(verdict(&state, "a", nil, after: 100) == .later(.seconds(500)))
        #expect(verdict(&state, "a", nil, after: 600) == .alone)
    }

    @Test func `a changed object begins at one again`() {
        let state = state([suspect("a", "u/1", crashes: 2)], dying: [suspect("a", "u/2")], known: ["a"])
        #expect(state.suspects.values.first?.crashes == 1)
    }

    @Test(
        "a page holds what was written to it",
        arguments: [
            CrashSuspect(identity: .init(controller: "c", key: ObjectKey(namespace: "n", name: "a")), fingerprint: "u/1", crashes: 0),
            CrashSuspect(identity: .init(controller: "c", key: ObjectKey(name: "a")), fingerprint: nil, crashes: 0),
            CrashSuspect(identity: .init(controller: "ä", key: ObjectKey(namespace: "", name: "ö")), fingerprint: "", crashes: 0),
            CrashSuspect(
                identity: .init(
                    controller: "c", key: ObjectKey(namespace: String(repeating: "n", count: 63), name: String(repeating: "a", count: 253))),
                fingerprint: String(repeating: "f", count: 300), crashes: 0),
        ])
    func page(suspect: CrashSuspect) throws {
        for isSuspect in [true, false] {
            let page = CrashPage(suspect, isSuspect: isSuspect)
            var bytes = try #require(page.bytes)
            bytes += [UInt8](repeating: 7, count: CrashPage.size - bytes.count)
            #expect(CrashPage(bytes[...]) == page)
        }
        var huge = suspect
        huge.identity.key.name = String(repeating: "x", count: 2000)
        #expect(CrashPage(huge, isSuspect: false).bytes == nil)
    }

    @Test(arguments: 0..<200) func `any bytes are a page or none, and never the end of the process`(seed: Int) {
        var lot = Lot(seed: UInt64(seed) + 7)
        let bytes = (0..<lot.number(below: 1100)).map { UInt8(lot.number(below: $0 == 0 ? 3 : 256)) }
        _ = CrashPage(bytes[...])
    }
}
