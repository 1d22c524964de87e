extension Kubeconfig {
    /// A program that gives a credential. Its description leaves the environment out, where secrets may stand.
    ///
    /// See <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins>.
    public struct Exec: Codable, Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
        /// `client.authentication.k8s.io/v1` or `v1beta1`.
        public var apiVersion: String?
        /// The program, by path or by name.
        public var command: String
        /// Its arguments.
        public var args: [String]?
        /// What is added to its environment.
        public var env: [Variable]?
        /// What to tell people who lack the program.
        public var installHint: String?
        /// Whether the plug-in is told of the server, its authority among others, in `KUBERNETES_EXEC_INFO`.
        public var provideClusterInfo: Bool?
        /// Whether the plug-in may ask the person at the terminal; `IfAvailable` unless said.
        public var interactiveMode: InteractiveMode?

        /// Whether a plug-in may ask the person at the terminal.
        public enum InteractiveMode: String, Codable, Sendable, Hashable {
            /// It never does.
            case never = "Never"
            /// It does where there is a terminal.
            case ifAvailable = "IfAvailable"
            /// It has to, and fails where there is none.
            case always = "Always"
        }

        /// One environment variable.
        public struct Variable: Codable, Sendable, Hashable {
            /// Its name.
            public var name: String
            /// Its value.
            public var value: String

            /// Makes one.
            public init(name: String, value: String) {
                self.name = name
                self.value = value
            }
        }

        /// Makes a plug-in's configuration.
        public init(
            apiVersion: String? = "client.authentication.k8s.io/v1", command: String, args: [String]? = nil, env: [Variable]? = nil,
            installHint: String? = nil, provideClusterInfo: Bool? = nil, interactiveMode: InteractiveMode? = nil
        ) {
            self.apiVersion = apiVersion
            self.command = command
            self.args = args
            self.env = env
            self.installHint = installHint
            self.provideClusterInfo = provideClusterInfo
            self.interactiveMode = interactiveMode
        }

        public var description: String { "credential plug-in \(command)" }
        public var debugDescription: String { description }
    }
}
