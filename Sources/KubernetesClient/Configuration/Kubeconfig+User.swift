import JSON
import KubernetesAPI

extension Kubeconfig {
    /// How a caller proves itself. Its description says which ways there are, never the secrets.
    ///
    /// See <https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo>.
    public struct User: Codable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
        /// A bearer token.
        public var token: String?
        /// A file with a bearer token; it is read again as it rotates, and comes before ``token`` once it can be read.
        public var tokenFile: String?
        /// The user of basic authentication.
        public var username: String?
        /// The password of basic authentication.
        public var password: String?
        /// A client certificate, PEM; it comes before ``clientCertificate``.
        public var clientCertificateData: Base64Data?
        /// The file with a client certificate; it is read again as it rotates.
        public var clientCertificate: String?
        /// Its key, PEM; it comes before ``clientKey``.
        public var clientKeyData: Base64Data?
        /// The file with its key; it is read again as it rotates.
        public var clientKey: String?
        /// The user to act as.
        public var impersonatedUser: String?
        /// The UID to act as.
        public var impersonatedUID: String?
        /// The groups to act as a member of.
        public var impersonatedGroups: [String]?
        /// What else is to be said of the user to act as.
        public var impersonatedExtra: [String: [String]]?
        /// A program that gives a credential.
        public var exec: Exec?
        /// Set where the file asks for an authentication provider within the client, which Kubernetes 1.26 has removed.
        public var authProvider: JSONValue?

        private enum CodingKeys: String, CodingKey {
            case token, tokenFile, exec, username, password
            case clientCertificateData = "client-certificate-data"
            case clientCertificate = "client-certificate"
            case clientKeyData = "client-key-data"
            case clientKey = "client-key"
            case impersonatedUser = "as"
            case impersonatedUID = "as-uid"
            case impersonatedGroups = "as-groups"
            case impersonatedExtra = "as-user-extra"
            case authProvider = "auth-provider"
        }

        /// Makes a user.
        public init(token: String? = nil, tokenFile: String? = nil, exec: Exec? = nil) {
            self.token = token
            self.tokenFile = tokenFile
            self.exec = exec
        }

        public var description: String {
            var ways: [String] = []
            if token != nil { ways.append("a token") }
            if let tokenFile { ways.append("the token in \(tokenFile)") }
            if username != nil { ways.append("a user name and a password") }
            if clientCertificate != nil || clientCertificateData != nil { ways.append("a client certificate") }
            if let exec { ways.append("the plug-in \(exec.command)") }
            return ways.isEmpty ? "no credential" : ways.joined(separator: ", ")
        }

        public var debugDescription: String { description }

        func resolvingPaths(in directory: String) -> User {
            var resolved = self
            resolved.tokenFile = Kubeconfig.resolved(tokenFile, in: directory)
            resolved.clientCertificate = Kubeconfig.resolved(clientCertificate, in: directory)
            resolved.clientKey = Kubeconfig.resolved(clientKey, in: directory)
            if let exec, exec.command.contains("/") { resolved.exec?.command = Kubeconfig.resolved(exec.command, in: directory) ?? "" }
            return resolved
        }
    }
}
