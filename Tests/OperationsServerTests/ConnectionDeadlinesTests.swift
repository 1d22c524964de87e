import Testing

@testable import OperationsServer

@Suite struct ConnectionDeadlinesTests {
    private typealias Step = (ConnectionDeadlines.Event, ConnectionDeadlines.Action)
    private static let head = Duration.seconds(10)
    private static let linger = Duration.seconds(1)

    private static let stories: [(String, [Step])] = [
        ("a silent connection is closed", [(.connected, .closeIn(head))]),
        ("bytes that become no head do not prolong it", [(.connected, .closeIn(head)), (.bytes, .none), (.bytes, .none)]),
        (
            "a question stops the clock until the next one begins",
            [
                (.connected, .closeIn(head)), (.bytes, .none), (.requestArrived, .stop), (.bytes, .none),
                (.answered(closing: false), .stop),
                (.bytes, .closeIn(head)), (.requestArrived, .stop),
            ]
        ),
        (
            "a client that is refused may read the answer, and no more",
            [
                (.connected, .closeIn(head)), (.requestArrived, .stop), (.answered(closing: true), .closeIn(linger)), (.bytes, .none),
                (.requestArrived, .none), (.answered(closing: false), .none),
            ]
        ),
    ]

    @Test(arguments: stories.indices)
    func `a connection has so long for what its client does`(index: Int) {
        let (what, steps) = Self.stories[index]
        var deadlines = ConnectionDeadlines(head: Self.head, linger: Self.linger)
        for (event, action) in steps { #expect(deadlines.event(event) == action, "\(what): \(event)") }
    }

    @Test(
        arguments: [
            ("5s", .seconds(5)), ("1m30s", .seconds(90)), ("500ms", .milliseconds(500)), ("1.5s", .milliseconds(1500)), ("0s", .zero),
            ("2h", .seconds(3600)), ("99999999999h", .seconds(3600)), ("250us", .zero), ("", nil), ("5", nil), ("s", nil), ("-5s", nil),
            ("5x", nil), ("1..5s", nil), ("٥s", nil), ("5s ", nil), ("nan", nil), ("infs", nil),
        ] as [(Substring, Duration?)])
    func `a duration is read as Go writes it`(text: Substring, duration: Duration?) {
        #expect(QuestionDeadline.parse(text) == duration)
    }

    @Test(
        arguments: [
            (nil, 10_000), ("3s", 2750), ("1s", 900), ("10s", 9750), ("10250ms", 10_000), ("30s", 10_000), ("rubbish", 10_000),
            ("0s", 10_000),
        ] as [(Substring?, Int)])
    func `the caller's patience counts when it is the shorter, less what an answer needs to arrive`(asked: Substring?, milliseconds: Int) {
        #expect(QuestionDeadline.decide(own: .seconds(10), asked: asked) == .milliseconds(milliseconds))
    }
}
