/// Which Kubernetes a server is, from `/version`.
///
/// See <https://kubernetes.io/docs/reference/using-api/health-checks/> and `k8s.io/apimachinery/pkg/version`.
public struct ServerVersion: Codable, Sendable, Hashable, CustomStringConvertible {
    /// The major version, `1`.
    public var major: String
    /// The minor version, `34`; some vendors append a plus sign.
    public var minor: String
    /// The whole version, `v1.34.2`.
    public var gitVersion: String
    /// The platform, `linux/amd64`.
    public var platform: String?

    public var description: String { gitVersion }

    /// Whether the server is of this minor version of Kubernetes 1 or a later one.
    public func isAtLeast(minor wanted: Int) -> Bool {
        guard let minor = Int(minor.prefix { $0.isNumber }), let major = Int(major) else { return false }
        return major > 1 || minor >= wanted
    }
}
