import KubernetesAPI

/// What a call proves its caller by. Its description leaves the secrets out.
struct Credential: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// A certificate and its key, PEM.
    struct Certificate: Sendable, Hashable {
        var chain: [UInt8]
        var key: [UInt8]
    }

    /// The value of the field `Authorization`, if one is sent.
    var authorization: String?
    /// The client certificate that comes with it, if any.
    var certificate: Certificate?

    static let none = Credential()

    static func bearer(_ token: String) -> Credential { Credential(authorization: "Bearer \(token)") }

    static func basic(_ user: String, _ password: String) -> Credential {
        Credential(authorization: "Basic \(Base64Data(Array("\(user):\(password)".utf8)).base64)")
    }

    var description: String { authorization == nil && certificate == nil ? "no credential" : "a credential" }
    var debugDescription: String { description }
}
