import Testing

@testable import Lab

@Suite struct ProgressListTests {
    @Test(arguments: [(0, "0.0 s"), (49, "0.0 s"), (100, "0.1 s"), (12_345, "12.3 s"), (61_000, "61.0 s")])
    func `time is told in tenths of seconds`(milliseconds: Int, text: String) {
        #expect(ProgressList.seconds(.milliseconds(milliseconds)) == text)
    }

    @Test func `a step waits, runs and ends with the time it took`() throws {
        var list = ProgressList()
        list.add("network")
        #expect(try line(list, at: 1).hasPrefix("     network"))
        list.begin("network", at: .seconds(1))
        #expect(try line(list, at: 3).contains(".. network"))
        #expect(try line(list, at: 3).hasSuffix("2.0 s"))
        list.end("network", at: .seconds(5))
        #expect(try line(list, at: 9).contains("ok network"))
        #expect(try line(list, at: 9).hasSuffix("4.0 s"))
    }

    @Test func `a failed step is marked`() throws {
        var list = ProgressList()
        list.add("network")
        list.begin("network", at: .zero)
        list.end("network", at: .seconds(1), failed: true)
        #expect(try line(list, at: 1).contains("!! network"))
    }

    @Test func `a line never gets longer than the terminal`() throws {
        var list = ProgressList()
        list.add("x")
        list.note("x", String(repeating: "long ", count: 100))
        #expect(list.line(try #require(list.steps.first), at: .zero, width: 80).count == 80)
    }

    private func line(_ list: ProgressList, at seconds: Int) throws -> String {
        list.line(try #require(list.steps.first), at: .seconds(seconds))
    }
}
