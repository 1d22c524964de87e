import Glibc

/// The environment of this process, read without Foundation.
public enum ProcessEnvironment {
    /// The value of a variable, or nil when it is unset or empty.
    public static func value(_ name: String) -> String? {
        guard let raw = getenv(name) else { return nil }
        let text = String(cString: raw)
        return text.isEmpty ? nil : text
    }
}
