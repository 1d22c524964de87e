extension Keystone {
    /// How a client proves who it is. Never logged: `description` names the user only.
    public enum Credentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
        /// The [password method](https://docs.openstack.org/api-ref/identity/v3/#password-authentication-with-scoped-authorization).
        case password(user: Identity, password: String, scope: Scope)
        /// The [application credential method](https://docs.openstack.org/api-ref/identity/v3/#authenticating-with-an-application-credential),
        /// by id.
        case applicationCredential(id: String, secret: String)
        /// The application credential method by name, which needs its user.
        case namedApplicationCredential(name: String, user: Identity, secret: String)
        /// The [token method](https://docs.openstack.org/api-ref/identity/v3/#token-authentication-with-scoped-authorization): a token in hand is
        /// exchanged for one of the scope.
        case token(String, scope: Scope)

        public var description: String {
            switch self {
            case .password(let user, _, _): "password of user \(user)"
            case .applicationCredential(let id, _): "application credential \(id)"
            case .namedApplicationCredential(let name, let user, _): "application credential \(name) of user \(user)"
            case .token: "token"
            }
        }

        public var debugDescription: String { description }
    }

    /// A user or project: by id, or by name within a domain.
    public enum Identity: Sendable, Hashable, CustomStringConvertible {
        /// By id, which is unique in the cloud.
        case id(String)
        /// By name, unique in its domain only.
        case name(String, domain: Domain)

        public var description: String {
            switch self {
            case .id(let id): id
            case .name(let name, _): name
            }
        }
    }

    /// A domain by id or name.
    public enum Domain: Sendable, Hashable {
        /// By id; the one every cloud has is `default`.
        case id(String)
        /// By name.
        case name(String)
    }

    /// What the token shall be good for.
    public enum Scope: Sendable, Hashable {
        /// One project: what Heat needs.
        case project(Identity)
        /// A whole domain.
        case domain(Domain)
        /// The whole cloud.
        case system
        /// Whatever the user's default project is.
        case unscoped
    }
}
