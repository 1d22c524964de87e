import KubernetesAPI
import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

@Suite struct SeenVersionsTests {
    private let fired = NIOLockedValueBox<[String]>([])

    private func note(_ text: String) -> SeenVersions.Body { { [fired] in fired.withLockedValue { $0.append(text) } } }

    private func expect(_ due: [SeenVersions.Body], _ names: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        fired.withLockedValue { $0 = [] }
        for body in due { body() }
        #expect(fired.withLockedValue { $0 } == names, sourceLocation: sourceLocation)
    }

    private func version(_ number: UInt64) throws -> ResourceVersion { try #require(ResourceVersion(String(number))) }

    @Test func `nothing is seen before the first list, and everything up to its version after it`() throws {
        var seen = SeenVersions()
        #expect(try !seen.hasSeen(version(1)))
        _ = seen.listEnded(at: "10")
        #expect(try seen.hasSeen(version(10)) && !seen.hasSeen(version(11)))
        #expect(try seen.last == version(10))
    }

    @Test func `who waits is told once, when that version or a later one comes`() throws {
        var seen = SeenVersions()
        _ = seen.listEnded(at: "10")
        let tickets = [seen.wait(for: "10", note("x")), seen.wait(for: "12", note("12")), seen.wait(for: "20", note("20"))]
        #expect(tickets.map { $0 == nil } == [true, false, false])
        expect(seen.saw(11), [])
        expect(seen.saw(13), ["12"])
        expect(seen.saw(13), [])
        expect(seen.listEnded(at: "25"), ["20"])
    }

    @Test func `a version that comes late does not set the cache back`() throws {
        var seen = SeenVersions()
        _ = seen.listEnded(at: "10")
        _ = seen.saw(15)
        _ = seen.saw(14)
        #expect(try seen.last == version(15))
    }

    @Test func `a wait that was given up is not told`() throws {
        var seen = SeenVersions()
        let waiting = seen.wait(for: "12", note("12"))
        let ticket = try #require(waiting)
        _ = seen.wait(for: "13", note("13"))
        let gaveUp = [seen.giveUp(ticket), seen.giveUp(ticket)]
        #expect(gaveUp == [true, false])
        expect(seen.saw(13), ["13"])
    }

    @Test func `versions that go back free everybody who waits for what may never come`() throws {
        var seen = SeenVersions()
        _ = seen.listEnded(at: "1000")
        _ = seen.wait(for: "1001", note("1001"))
        expect(seen.listEnded(at: "500"), ["1001"])
        #expect(try seen.hasSeen(version(500)) && !seen.hasSeen(version(501)))
    }

    @Test func `a version without order is seen when it passes by, or after a list that began later`() {
        var seen = SeenVersions()
        seen.listBegan()
        _ = seen.wait(for: "abc", note("abc"))
        _ = seen.wait(for: "xyz", note("xyz"))
        expect(seen.saw(unordered: "abc"), ["abc"])
        #expect(seen.hasSeen("abc") && !seen.hasSeen("xyz"))
        expect(seen.listEnded(at: "l1"), [])
        seen.listBegan()
        expect(seen.listEnded(at: "l2"), ["xyz"])
    }

    @Test func `only the newest versions without order are remembered`() {
        var seen = SeenVersions()
        for index in 0..<1000 { _ = seen.saw(unordered: "v\(index)") }
        #expect(seen.hasSeen("v999") && seen.hasSeen("v800") && !seen.hasSeen("v100"))
    }

    @Test func `a cache of several namespaces has seen what all of them have, or what has itself passed by`() throws {
        var seen = SeenVersions(parts: 2)
        _ = seen.listEnded(at: "10", in: 0)
        #expect(try !seen.hasSeen(version(10)))
        _ = seen.listEnded(at: "12", in: 1)
        #expect(try seen.last == version(10))
        for number in [11, 14, 15] { _ = seen.wait(for: "\(number)", note("\(number)")) }
        expect(seen.saw(14, in: 1), ["14"])
        #expect(try seen.hasSeen(version(14)) && !seen.hasSeen(version(13)))
        // A bookmark is no object: it says nothing of another namespace's writes.
        expect(seen.saw(15, in: 1, isBookmark: true), [])
        expect(seen.saw(13, in: 0), ["11"])
        expect(seen.saw(20, in: 0, isBookmark: true), ["15"])
        #expect(try seen.last == version(15))
    }
}
