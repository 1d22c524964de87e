import HTTPTransport
import KubernetesAPI

/// Whom the calls act as, if not as the caller.
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation>.
public struct Impersonation: Sendable, Hashable {
    /// The user's name; the server wants one wherever anything else is said.
    public var user: String
    /// The user's UID.
    public var uid: String?
    /// The user's groups.
    public var groups: [String]
    /// What else is said of the user.
    public var extra: [String: [String]]

    /// Makes one.
    public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    var headers: [HTTPHeader] {
        var headers = [HTTPHeader("Impersonate-User", user)]
        if let uid { headers.append(HTTPHeader("Impersonate-Uid", uid)) }
        headers += groups.map { HTTPHeader("Impersonate-Group", $0) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            headers += values.map { HTTPHeader("Impersonate-Extra-\(percentEncoded(key.lowercased()))", $0) }
        }
        return headers
    }
}
