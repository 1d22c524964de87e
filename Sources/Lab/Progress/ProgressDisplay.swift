import Glibc
import NIOConcurrencyHelpers

/// Shows a ``ProgressList``: redrawn in place on a terminal, one line per ended step elsewhere.
public final class ProgressDisplay: Sendable {
    private struct Shared {
        var list = ProgressList()
        var drawn = 0
        var turn = 0
    }

    private let shared = NIOLockedValueBox(Shared())
    private let start = ContinuousClock.now
    private let terminal: Bool
    private let width: Int
    private let output: @Sendable (String) -> Void

    /// Makes a display.
    ///
    /// - Parameters:
    ///   - terminal: Whether to redraw with ANSI sequences; asks standard output when nil.
    ///   - output: Where the text goes; standard output by default.
    public init(terminal: Bool? = nil, output: (@Sendable (String) -> Void)? = nil) {
        self.terminal = terminal ?? (isatty(STDOUT_FILENO) == 1 && ProcessEnvironment.value("TERM") != "dumb")
        var size = winsize()
        width = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) - 1 : 140
        self.output = output ?? { Self.write($0) }
    }

    /// Time since the display was made.
    public var elapsed: Duration { ContinuousClock.now - start }

    /// Runs steps under the eyes of the reader: redraws ten times a second on a terminal until `body` ends.
    public func showing<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        guard terminal else { return try await body() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.draw()
                    try? await Task.sleep(for: .milliseconds(100))
                }
            }
            do {
                let result = try await body()
                group.cancelAll()
                draw(last: true)
                return result
            } catch {
                group.cancelAll()
                draw(last: true)
                throw error
            }
        }
    }

    /// Runs one step of the list: adds its line if there is none, begins it, ends it.
    public func step<Result: Sendable>(
        _ name: String, _ body: @Sendable (_ note: @escaping @Sendable (String) -> Void) async throws -> Result
    ) async throws -> Result {
        let now = elapsed
        shared.withLockedValue { shared in
            if !shared.list.steps.contains(where: { $0.name == name && $0.state == .waiting }) { shared.list.add(name) }
            shared.list.begin(name, at: now)
        }
        do {
            let result = try await body { [self] text in shared.withLockedValue { $0.list.note(name, text) } }
            finish(name, failed: false)
            return result
        } catch let error as CancellationError {
            // Another step failed; this one has nothing to say.
            throw error
        } catch {
            if !Task.isCancelled { finish(name, failed: true) }
            throw error
        }
    }

    /// Adds lines for steps that will come, so that the reader sees how much is left.
    public func announce(_ names: [String]) {
        shared.withLockedValue { shared in for name in names { shared.list.add(name) } }
    }

    /// Prints a text below the list; the next steps begin a new list under it.
    public func say(_ text: String) {
        draw(last: true)
        shared.withLockedValue { shared in
            shared.list = ProgressList()
            shared.drawn = 0
        }
        output(text + "\n")
    }

    private func finish(_ name: String, failed: Bool) {
        let now = elapsed
        let line = shared.withLockedValue { shared -> String? in
            shared.list.end(name, at: now, failed: failed)
            guard let step = shared.list.steps.last(where: { $0.name == name }) else { return nil }
            return shared.list.line(step, at: now)
        }
        if !terminal, let line { output(line + "\n") }
    }

    private func draw(last: Bool = false) {
        guard terminal else { return }
        let now = elapsed
        let text = shared.withLockedValue { shared in
            let spinner = ["- ", "\\ ", "| ", "/ "][shared.turn % 4]
            shared.turn += 1
            var text = shared.drawn > 0 ? "\u{1B}[\(shared.drawn)A" : ""
            for step in shared.list.steps { text += "\u{1B}[2K" + shared.list.line(step, at: now, spinner: spinner, width: width) + "\n" }
            shared.drawn = last ? 0 : shared.list.steps.count
            if last { shared.list = ProgressList() }
            return text
        }
        output(text)
    }

    private static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written <= 0 { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
