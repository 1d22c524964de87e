import Testing

@testable import ControllerRuntime

@Suite struct ReflectorBackoffTests {
    private let backoff = ReflectorBackoff(first: .milliseconds(800), longest: .seconds(30))

    @Test(arguments: [0.0, 0.3, 0.999])
    func `each pause lies between the first and three times the one before, and under the longest`(lot: Double) {
        var backoff = backoff
        var before = Duration.milliseconds(800)
        for _ in 0..<20 {
            let pause = backoff.next(jitter: lot)
            #expect(pause >= .milliseconds(800) && pause <= min(before * 3, .seconds(30)))
            before = pause
        }
        #expect((before == .seconds(30)) == (lot > 0.9))
    }

    @Test func `two that draw different lots do not come back together`() {
        var left = backoff
        var right = backoff
        let pauses = [left.next(jitter: 0.2), right.next(jitter: 0.8)]
        #expect(pauses[1] - pauses[0] > .milliseconds(500))
    }

    @Test func `what the server asks for is the least, and is spread`() {
        var backoff = backoff
        let pauses = [backoff.next(jitter: 0, atLeast: .seconds(10)), backoff.next(jitter: 0.5, atLeast: .seconds(10))]
        #expect(pauses == [.seconds(10), .milliseconds(11_250)])
    }

    @Test func `a quick retry is quick once`() {
        var backoff = backoff
        #expect(backoff.isFresh)
        let quick = backoff.quick(.milliseconds(200), jitter: 0.5)
        #expect(quick == .milliseconds(100) && !backoff.isFresh)
        let next = backoff.next(jitter: 0)
        #expect(next == .milliseconds(800))
        backoff.reset()
        #expect(backoff.isFresh)
    }
}
