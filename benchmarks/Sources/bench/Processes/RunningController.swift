import FoundationEssentials
import Subprocess

#if canImport(Glibc)
    import Glibc
#endif

/// A `bench-runtime controller` that runs until it is told to end.
struct RunningController {
    private enum News: Sendable {
        case started(pid_t)
        case leads(at: ContinuousClock.Instant)
    }

    let pid: pid_t
    private var news: AsyncStream<News>.AsyncIterator

    /// Starts it as a task of the group, which ends it when it is cancelled.
    static func start(
        _ program: RuntimeProgram, kubeconfig: String, identity: String, in group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws -> RunningController {
        let (stream, continuation) = AsyncStream.makeStream(of: News.self)
        group.addTask {
            defer { continuation.finish() }
            let result = try await Subprocess.run(
                Child.executable(program.path),
                arguments: Arguments(["controller", "--kubeconfig", kubeconfig, "--identity", identity]), input: .none, output: .sequence,
                error: .currentStandardError
            ) { execution in
                continuation.yield(.started(execution.processIdentifier.value))
                for try await line in execution.standardOutput.strings() where line.hasPrefix("leading") {
                    continuation.yield(.leads(at: .now))
                }
            }
            guard result.terminationStatus.isSuccess else {
                throw BenchError("the controller \(identity) ended with \(result.terminationStatus)")
            }
        }
        var news = stream.makeAsyncIterator()
        guard case .started(let pid) = await news.next() else { throw BenchError("\(program.path) controller did not start") }
        return RunningController(pid: pid, news: news)
    }

    /// Waits until it leads, and says since when.
    mutating func waitUntilItLeads() async throws -> ContinuousClock.Instant {
        guard case .leads(let time) = await news.next() else { throw BenchError("the controller ended before it led") }
        return time
    }

    /// Tells it to end.
    func terminate() { kill(pid, SIGTERM) }

    /// Waits until it has ended.
    mutating func waitUntilItEnded() async { while await news.next() != nil {} }

    /// Seconds of CPU that it has used so far.
    var cpu: Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        // The program's name, in parentheses, may hold blanks.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return .nan }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
