#if canImport(Glibc)
    import Glibc
#endif

/// What a run took.
struct Cost {
    /// Seconds by the clock.
    let seconds: Double
    /// Seconds of CPU, user and system.
    let cpu: Double

    var text: String { "\(Numbers.fixed(seconds, 2)) s (\(Numbers.fixed(cpu, 2)) s CPU)" }

    static func median(_ costs: [Cost]) -> Cost {
        Cost(seconds: Numbers.median(costs.map(\.seconds)), cpu: Numbers.median(costs.map(\.cpu)))
    }

    func scaled(by factor: Double) -> Cost { Cost(seconds: seconds * factor, cpu: cpu * factor) }

    /// Seconds of CPU of the children that have ended and been waited for. They run one at a time here, so the difference is one child's.
    static var cpuOfEndedChildren: Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
