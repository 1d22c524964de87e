/// What `/proc/self/stat` says. Pure.
struct ProcessStat: Hashable {
    /// User and system time, seconds.
    var processorTime: Double
    /// Bytes.
    var residentMemory: Double
    /// Bytes.
    var virtualMemory: Double
    var threads: Double
    /// Seconds from the start of the machine to that of the process.
    var startAfterBoot: Double

    /// - Returns: nil when the text is none.
    init?(_ text: String, ticksPerSecond: Double, pageSize: Double) {
        // The second field, the program's name in parentheses, may hold anything, parentheses too.
        guard let end = text.lastIndex(of: ")"), ticksPerSecond > 0 else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) }
        func field(_ number: Int) -> Double? { fields.count > number - 3 ? fields[number - 3] : nil }
        guard let user = field(14), let system = field(15), let threads = field(20), let start = field(22), let virtual = field(23),
            let resident = field(24)
        else { return nil }
        processorTime = (user + system) / ticksPerSecond
        residentMemory = resident * pageSize
        virtualMemory = virtual
        self.threads = threads
        startAfterBoot = start / ticksPerSecond
    }

    /// When the machine started, from `/proc/stat`, seconds since 1970.
    static func bootTime(_ text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst("btime ".count)) }
    }
}
