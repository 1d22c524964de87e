/// Where the credential of a call comes from. Its description leaves secrets out: whatever holds it may be printed in a log.
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/authentication/>.
public enum CredentialSource: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Nowhere: the client certificate, if any, is all.
    case none
    /// A token that does not change.
    case token(String)
    /// A file with a token, which is read again as it rotates.
    case file(String)
    /// A file with a token, which is read again as it rotates, and a token that is used until the file can be read.
    case fileOrToken(String, token: String)
    /// A user name and a password (RFC 7617), which only servers other than Kubernetes' own still take.
    case basic(user: String, password: String)
    /// A program that prints an ExecCredential: a token, a client certificate, or both.
    case exec(Kubeconfig.Exec)

    public var description: String {
        switch self {
        case .none: "no token"
        case .token: "a token"
        case .file(let path), .fileOrToken(let path, _): "the token in \(path)"
        case .basic(let user, _): "the password of \(user)"
        case .exec(let plugin): "a credential of \(plugin.command)"
        }
    }

    public var debugDescription: String { description }
}
