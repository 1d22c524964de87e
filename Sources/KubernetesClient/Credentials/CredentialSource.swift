/// Where the bearer token of a call comes from.
public enum CredentialSource: Sendable, Hashable {
    /// Nowhere: the client certificate, if any, is all.
    case none
    /// A token that does not change.
    case token(String)
    /// A file, which is read again as it rotates.
    case file(String)
    /// A program that prints an ExecCredential.
    case exec(Kubeconfig.Exec)
}
