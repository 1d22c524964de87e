import Glibc
import KubernetesAPI

/// The time of day, for timestamps in objects.
enum WallClock {
    /// Now, in whole seconds.
    static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
