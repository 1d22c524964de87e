import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// The numbers of this process under the names that every client library of Prometheus has for them.
///
/// See <https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics>. Read from `/proc`, see
/// [proc_pid_stat(5)](https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html); what cannot be read is left out.
public enum ProcessMetrics {
    /// The numbers now.
    public static func samples() -> [MetricSample] {
        var samples: [MetricSample] = []
        func add(_ name: String, _ kind: MetricKind, _ value: Double?, _ help: String) {
            if let value { samples.append(MetricSample(MetricDescription(name, kind, help: help), value: value)) }
        }
        let stat = text("/proc/self/stat").flatMap {
            ProcessStat($0, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))), pageSize: Double(sysconf(Int32(_SC_PAGESIZE))))
        }
        add("process_cpu_seconds_total", .counter, stat?.processorTime, "Processor time in seconds, user and system.")
        add("process_resident_memory_bytes", .gauge, stat?.residentMemory, "Memory that is in RAM.")
        add("process_virtual_memory_bytes", .gauge, stat?.virtualMemory, "Memory that is mapped.")
        add("process_threads", .gauge, stat?.threads, "Threads.")
        if let stat, let boot = text("/proc/stat").flatMap(ProcessStat.bootTime) {
            add("process_start_time_seconds", .gauge, boot + stat.startAfterBoot, "When it started, seconds since 1970.")
        }
        // The listing itself has one open.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count
        add("process_open_fds", .gauge, open.map { Double(max($0 - 1, 0)) }, "Open file descriptors.")
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            add("process_max_fds", .gauge, Double(limit.rlim_cur), "How many file descriptors may be open.")
        }
        return samples
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
