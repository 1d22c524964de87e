/// Which clients a server talks to: those with a certificate of certain authorities and, if wanted, of certain names.
///
/// An API server presents a certificate to webhooks when its `AdmissionConfiguration` says so; see
/// <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#authenticate-apiservers>.
public struct ClientAuthentication: Sendable, Hashable {
    /// The authorities whose certificates are accepted, PEM.
    public var authorities: String
    /// The names of which a certificate must have one, as its common name or among its DNS names. Empty: any certificate of the authorities.
    public var names: Set<String>

    /// Makes a rule.
    public init(authorities: String, names: Set<String> = []) {
        self.authorities = authorities
        self.names = names
    }
}
