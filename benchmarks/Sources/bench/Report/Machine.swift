import FoundationEssentials

/// What the figures were measured on.
enum Machine {
    static var description: String {
        let model = value(of: "model name", in: "/proc/cpuinfo") ?? "unknown processor"
        let kilobytes = value(of: "MemTotal", in: "/proc/meminfo")?.split(separator: " ").first.flatMap { Double($0) } ?? 0
        let kernel = text("/proc/sys/kernel/osrelease").prefix { $0.isNumber || $0 == "." }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(cores) cores (\(model)), \(Numbers.fixed(kilobytes / 1_048_576, 0)) GiB of memory, Linux \(kernel)"
    }

    private static func value(of name: String, in file: String) -> String? {
        let line = text(file).split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) }
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
