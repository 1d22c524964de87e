import Glibc

/// A process of ControllerRuntimeTestProgram, which stands beside the tests' own program.
final class ChildProcess: Sendable {
    enum End: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    struct CannotStart: Error { let code: Int32 }

    let pid: pid_t

    init(_ arguments: String...) throws {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/ControllerRuntimeTestProgram"
        var pid = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let code = posix_spawn(&pid, path, nil, nil, &words, environ)
        guard code == 0 else { throw CannotStart(code: code) }
        self.pid = pid
    }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Waits until it has ended; ends it when the task is cancelled.
    func end() async throws -> End {
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            if Task.isCancelled { send(SIGKILL) }
            try? await Task.sleep(for: .milliseconds(10))
        }
        let signal = status & 0x7f
        return signal == 0 ? .exit((status >> 8) & 0xff) : .signal(signal)
    }

    /// Waits until it is stopped.
    func untilStopped() async throws {
        try await eventually("the process is stopped") {
            var status: Int32 = 0
            return waitpid(pid, &status, WNOHANG | WUNTRACED) == pid && (status & 0xff) == 0x7f
        }
    }
}
