import HTTPTransport
import JSON
import KubernetesClient

/// The node's credential: a kubeconfig with a token that is renewed in place.
///
/// The client reads the token from a file beside it, so that a renewed one is used without a restart.
public struct NodeCredential: Sendable {
    /// The kubeconfig, JSON.
    public let kubeconfig: String
    /// The file with the current token alone.
    public let tokenFile: String

    /// Makes a credential.
    public init(kubeconfig: String, runDirectory: String) {
        self.kubeconfig = kubeconfig
        self.tokenFile = "\(runDirectory)/token"
    }

    /// The token in the kubeconfig.
    ///
    /// - Throws: ``NodeError``.
    public func token() throws -> String {
        guard let token = try user().token, !token.isEmpty else {
            throw NodeError(.configuration, "\(kubeconfig): the user of the current context has no token")
        }
        return token
    }

    /// Writes the token file and returns what a client needs.
    ///
    /// - Throws: ``NodeError`` or ``KubernetesError``.
    public func configuration() throws -> KubernetesConfiguration {
        try NodeFile.replace(tokenFile, with: Array(try token().utf8), mode: 0o600)
        var configuration = try KubernetesConfiguration(kubeconfig: read())
        configuration.credential = .file(tokenFile)
        configuration.userAgent = "ake-node"
        return configuration
    }

    /// Puts the kubeconfig's token into the token file if it is another one: somebody has replaced the kubeconfig.
    ///
    /// - Throws: ``NodeError``.
    public func adopt() throws {
        let token = Array(try token().utf8)
        if NodeFile.readIfPresent(tokenFile) != token { try NodeFile.replace(tokenFile, with: token, mode: 0o600) }
    }

    /// Puts a new token in both files.
    ///
    /// - Throws: ``NodeError``.
    public func replace(token: String) throws {
        var file = try read()
        let name = file.contexts.first { $0.name == file.currentContext }?.value.user
        guard let index = file.users.firstIndex(where: { $0.name == name }) else {
            throw NodeError(.configuration, "\(kubeconfig): the current context names no user")
        }
        file.users[index].value.token = token
        try NodeFile.replace(kubeconfig, with: try JSONWriter.encode(file), mode: 0o600)
        try NodeFile.replace(tokenFile, with: Array(token.utf8), mode: 0o600)
    }

    /// The token of the other ServiceAccount, by which the first one's is asked for should that one be deleted; nil when there is none.
    public var standbyToken: String? {
        NodeFile.readIfPresent(standbyFile).map { String(decoding: $0, as: UTF8.self) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Keeps the token of the other ServiceAccount.
    ///
    /// - Throws: ``NodeError``.
    public func keep(standbyToken: String) throws { try NodeFile.replace(standbyFile, with: Array(standbyToken.utf8), mode: 0o600) }

    /// What a client needs that goes by the other ServiceAccount; nil when there is no token of it.
    ///
    /// - Throws: ``NodeError`` or ``KubernetesError``.
    public func standbyConfiguration() throws -> KubernetesConfiguration? {
        guard let token = standbyToken else { return nil }
        var configuration = try KubernetesConfiguration(kubeconfig: read())
        configuration.credential = .token(token)
        configuration.userAgent = "ake-node"
        return configuration
    }

    // Beside the kubeconfig, so that it outlives a boot as that does.
    private var standbyFile: String { "\(kubeconfig).standby" }

    private func user() throws -> Kubeconfig.User {
        let file = try read()
        let name = file.contexts.first { $0.name == file.currentContext }?.value.user
        guard let user = file.users.first(where: { $0.name == name })?.value else {
            throw NodeError(.configuration, "\(kubeconfig): the current context names no user")
        }
        return user
    }

    private func read() throws -> Kubeconfig {
        do {
            return try JSONReader.decode(Kubeconfig.self, from: NodeFile.read(kubeconfig))
        } catch let error as JSONError {
            throw NodeError(.configuration, "\(kubeconfig) is not a kubeconfig in JSON: \(error)")
        }
    }
}
