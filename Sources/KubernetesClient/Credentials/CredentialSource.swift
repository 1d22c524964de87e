/// Where the bearer token of a call comes from. Its description leaves a token out: whatever holds it may be printed in a log.
public enum CredentialSource: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Nowhere: the client certificate, if any, is all.
    case none
    /// A token that does not change.
    case token(String)
    /// A file, which is read again as it rotates.
    case file(String)
    /// A program that prints an ExecCredential.
    case exec(Kubeconfig.Exec)

    public var description: String {
        switch self {
        case .none: "no token"
        case .token: "a token"
        case .file(let path): "the token in \(path)"
        case .exec(let plugin): "a token of \(plugin.command)"
        }
    }

    public var debugDescription: String { description }
}
