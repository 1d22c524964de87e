#if canImport(Glibc)
    import Glibc
#endif

/// How log lines look.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// One JSON object a line, for machines.
    case json
    /// Time, level, message and `key=value`, for people.
    case human

    /// What suits where the process's messages go: ``human`` on a terminal, ``json`` anywhere else.
    public static var suitable: LogFormat { isTerminal ? .human : .json }

    /// Whether the process's messages go to a terminal that shows colours; see <https://no-color.org>.
    static var hasColours: Bool {
        isTerminal && environment("NO_COLOR").isEmpty && environment("TERM") != "dumb"
    }

    private static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
}
