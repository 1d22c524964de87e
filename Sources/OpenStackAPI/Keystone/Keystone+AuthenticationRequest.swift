import JSON

extension Keystone {
    /// `POST /v3/auth/tokens`, [Authenticating](https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management).
    public enum AuthenticationRequest {
        /// The header in which Keystone answers with the token, and clients send it.
        public static let subjectTokenHeader = "X-Subject-Token"

        /// The path below the authentication URL; `auth_url` may or may not end in `/v3`.
        public static func url(authenticationURL: String) -> String {
            var url = authenticationURL
            while url.hasSuffix("/") { url.removeLast() }
            if url.hasSuffix("/v2.0") { url.removeLast(5) }
            return (url.hasSuffix("/v3") ? url : url + "/v3") + "/auth/tokens"
        }

        /// The request's body for `credentials`.
        public static func body(for credentials: Credentials) -> JSONValue {
            var auth: [String: JSONValue] = [:]
            switch credentials {
            case .password(let user, let password, let scope):
                var value = identity(user)
                value["password"] = .string(password)
                auth["identity"] = method("password", ["user": .object(value)])
                auth["scope"] = self.scope(scope)
            case .applicationCredential(let id, let secret):
                auth["identity"] = method("application_credential", ["id": .string(id), "secret": .string(secret)])
            case .namedApplicationCredential(let name, let user, let secret):
                auth["identity"] = method(
                    "application_credential",
                    ["name": .string(name), "secret": .string(secret), "user": .object(identity(user))])
            case .token(let token, let scope):
                auth["identity"] = method("token", ["id": .string(token)])
                auth["scope"] = self.scope(scope)
            }
            return ["auth": .object(auth)]
        }

        private static func method(_ name: String, _ parameters: [String: JSONValue]) -> JSONValue {
            .object(["methods": [.string(name)], name: .object(parameters)])
        }

        private static func identity(_ identity: Identity) -> [String: JSONValue] {
            switch identity {
            case .id(let id): ["id": .string(id)]
            case .name(let name, let domain): ["name": .string(name), "domain": self.domain(domain)]
            }
        }

        private static func domain(_ domain: Domain) -> JSONValue {
            switch domain {
            case .id(let id): ["id": .string(id)]
            case .name(let name): ["name": .string(name)]
            }
        }

        private static func scope(_ scope: Scope) -> JSONValue? {
            switch scope {
            case .project(let project): ["project": .object(identity(project))]
            case .domain(let domain): ["domain": self.domain(domain)]
            case .system: ["system": ["all": true]]
            case .unscoped: nil
            }
        }
    }
}
