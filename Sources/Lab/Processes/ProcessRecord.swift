import Glibc

/// A process as a pid file names it: the pid and the moment it started, so that a reused pid is never taken for it.
public struct ProcessRecord: Sendable, Hashable {
    /// Process id.
    public let pid: Int32
    /// Clock ticks after boot at which it started (field 22 of `/proc/PID/stat`); nil in pid files of other programs.
    public let started: UInt64?

    /// Makes a record.
    public init(pid: Int32, started: UInt64?) {
        self.pid = pid
        self.started = started
    }

    /// Reads a pid file's text: the pid, and after white space the start time if known.
    public init?(text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let first = words.first, let pid = Int32(first), pid > 1 else { return nil }
        self.init(pid: pid, started: words.count > 1 ? UInt64(words[1]) : nil)
    }

    /// The record of a live process, or nil when there is none.
    public init?(live pid: Int32) {
        guard let facts = Self.facts(of: pid), facts.state != "Z" else { return nil }
        self.init(pid: pid, started: facts.started)
    }

    /// Text of the pid file.
    public var text: String { started.map { "\(pid) \($0)\n" } ?? "\(pid)\n" }

    /// Whether the very process still runs; a zombie has ended.
    public var isAlive: Bool {
        guard let facts = Self.facts(of: pid), facts.state != "Z", facts.state != "X" else { return false }
        return started.map { $0 == facts.started } ?? true
    }

    /// Sends a signal, unless the process has ended or its pid means another one now.
    public func signal(_ number: Int32) {
        if isAlive { _ = kill(pid, number) }
    }

    private static func facts(of pid: Int32) -> (state: String, started: UInt64)? {
        // The second field is the program's name in parentheses and may hold anything: read after the last one.
        guard let text = Files.text("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let started = UInt64(fields[19]) else { return nil }
        return (String(fields[0]), started)
    }
}
