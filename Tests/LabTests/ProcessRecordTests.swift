import Glibc
import Testing

@testable import Lab

@Suite struct ProcessRecordTests {
    @Test(arguments: [
        ("123 456\n", ProcessRecord(pid: 123, started: 456)), ("123\n", ProcessRecord(pid: 123, started: nil)), ("", nil), ("x", nil),
        ("0", nil), ("1", nil), ("-5", nil), ("99999999999", nil),
    ])
    func `pid files are read, nonsense is not`(text: String, record: ProcessRecord?) {
        #expect(ProcessRecord(text: text) == record)
    }

    @Test func `a record of this process is alive, and not when the pid started at another time`() throws {
        let own = try #require(ProcessRecord(live: getpid()))
        #expect(own.isAlive)
        #expect(ProcessRecord(text: own.text) == own)
        #expect(!ProcessRecord(pid: own.pid, started: (own.started ?? 0) + 1).isAlive)
    }
}
