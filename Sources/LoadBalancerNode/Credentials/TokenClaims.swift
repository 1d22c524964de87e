import JSON
import KubernetesAPI

/// What a ServiceAccount's token says of itself. The signature is the API server's concern.
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens>.
public struct TokenClaims: Sendable, Hashable {
    /// When the token was issued, seconds since the epoch.
    public var issuedAt: Int64
    /// When it expires, seconds since the epoch.
    public var expiresAt: Int64
    /// The namespace of its ServiceAccount.
    public var namespace: String
    /// The name of its ServiceAccount.
    public var serviceAccount: String

    /// Reads a token.
    ///
    /// - Throws: ``NodeError`` that says what is missing; it never holds the token.
    public init(token: String) throws(NodeError) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Self.decode(parts[1]), let claims = try? JSONValue(parsing: payload) else {
            throw NodeError(
                .token, "the token is not a JSON Web Token, so its end and its ServiceAccount are not known and it is not renewed")
        }
        let subject = claims["sub"]?.stringValue?.split(separator: ":", omittingEmptySubsequences: false).map(String.init) ?? []
        guard subject.count == 4, subject[0] == "system", subject[1] == "serviceaccount" else {
            throw NodeError(.token, "the token's subject is not a ServiceAccount, so it cannot be renewed here")
        }
        guard let expires = claims["exp"]?.intValue else {
            throw NodeError(.token, "the token does not expire, so it is not renewed")
        }
        self.namespace = subject[2]
        self.serviceAccount = subject[3]
        self.expiresAt = Int64(expires)
        self.issuedAt = Int64(claims["iat"]?.intValue ?? claims["nbf"]?.intValue ?? 0)
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        Base64Data(base64: text.replacing("-", with: "+").replacing("_", with: "/"))?.bytes
    }
}
