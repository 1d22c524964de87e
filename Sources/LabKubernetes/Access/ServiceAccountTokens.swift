import Crypto
import JSON

/// Signs and reads the tokens of ServiceAccounts: JSON Web Tokens, ES256, with the claims of a bound token.
/// <https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens>
struct ServiceAccountTokens: Sendable {
    /// An object whose removal ends a token.
    struct Binding: Sendable, Equatable {
        var kind: String
        var name: String
        var uid: String
    }

    /// What a valid token says.
    struct Claims: Sendable, Equatable {
        var namespace: String
        var name: String
        var uid: String
        var audiences: [String]
        var issued: Int64
        var expires: Int64
        var binding: Binding?
    }

    static let issuer = "https://kubernetes.default.svc"

    var key: P256.Signing.PrivateKey

    /// The token that says `claims`.
    func sign(_ claims: Claims) throws -> String {
        var kubernetes: JSONValue = [
            "namespace": .string(claims.namespace), "serviceaccount": ["name": .string(claims.name), "uid": .string(claims.uid)],
        ]
        if let binding = claims.binding {
            kubernetes.set(["name": .string(binding.name), "uid": .string(binding.uid)], at: binding.kind.lowercased())
        }
        let payload: JSONValue = [
            "iss": .string(Self.issuer), "aud": .array(claims.audiences.map { .string($0) }), "iat": .integer(claims.issued),
            "nbf": .integer(claims.issued), "exp": .integer(claims.expires), "jti": .string(Identifiers.uid()),
            "sub": .string("system:serviceaccount:\(claims.namespace):\(claims.name)"), "kubernetes.io": kubernetes,
        ]
        let head = Base64.encodeURL(JSONValue.object(["alg": "ES256", "typ": "JWT", "kid": "lab"]).serialized())
        let body = Base64.encodeURL(payload.serialized())
        let signature = try key.signature(for: Array("\(head).\(body)".utf8))
        return "\(head).\(body).\(Base64.encodeURL(Array(signature.rawRepresentation)))"
    }

    /// What a token says; nil when it is not ours, or broken. Its times are not looked at.
    func read(_ token: String) -> Claims? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let raw = Base64.decode(parts[2]), let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw),
            key.publicKey.isValidSignature(signature, for: Array("\(parts[0]).\(parts[1])".utf8)), let body = Base64.decode(parts[1]),
            let payload = try? JSONValue(parsing: body), let kubernetes = payload.at("kubernetes.io"),
            let expires = payload.at("exp")?.whole, let issued = payload.at("iat")?.whole
        else { return nil }
        var claims = Claims(
            namespace: kubernetes.at("namespace")?.text ?? "", name: kubernetes.at("serviceaccount", "name")?.text ?? "",
            uid: kubernetes.at("serviceaccount", "uid")?.text ?? "", audiences: payload.at("aud")?.textElements ?? [], issued: issued,
            expires: expires)
        for kind in ["Pod", "Secret", "Node"] {
            guard let bound = kubernetes.at(kind.lowercased()) else { continue }
            claims.binding = Binding(kind: kind, name: bound.at("name")?.text ?? "", uid: bound.at("uid")?.text ?? "")
        }
        return claims
    }
}
