import Glibc
import NIOConcurrencyHelpers

/// A process of ControllerRuntimeTestProgram, which stands beside the tests' own program.
final class ChildProcess: Sendable {
    enum End: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    struct CannotStart: Error { let code: Int32 }

    let pid: pid_t
    private let known = NIOLockedValueBox<End?>(nil)

    /// Runs a process while a body runs. Whatever becomes of the body, the process has ended then.
    static func with<Value>(
        _ arguments: String..., body: (ChildProcess) async throws -> Value
    ) async throws -> Value {
        let child = try ChildProcess(arguments)
        do {
            let value = try await body(child)
            await child.kill()
            return value
        } catch {
            await child.kill()
            throw error
        }
    }

    private init(_ arguments: [String]) throws {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/ControllerRuntimeTestProgram"
        var pid = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments + ["\(getpid())"]).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let code = posix_spawn(&pid, path, nil, nil, &words, environ)
        guard code == 0 else { throw CannotStart(code: code) }
        self.pid = pid
    }

    /// Sends it a signal, unless it is known to have ended: its number may be another one's by then.
    func send(_ signal: Int32) {
        known.withLockedValue { if $0 == nil { _ = Glibc.kill(pid, signal) } }
    }

    /// Waits until it has ended; ends it when the task is cancelled.
    func end() async -> End {
        while true {
            if let end = ended() { return end }
            if Task.isCancelled { send(SIGKILL) }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Waits until it is stopped.
    func untilStopped() async throws {
        try await eventually("the process is stopped") {
            var status: Int32 = 0
            return waitpid(pid, &status, WNOHANG | WUNTRACED) == pid && (status & 0xff) == 0x7f
        }
    }

    private func kill() async {
        send(SIGKILL)
        _ = await end()
    }

    private func ended() -> End? {
        known.withLockedValue { known in
            var status: Int32 = 0
            guard known == nil, waitpid(pid, &status, WNOHANG) == pid else { return known }
            let signal = status & 0x7f
            known = signal == 0 ? .exit((status >> 8) & 0xff) : .signal(signal)
            return known
        }
    }
}
