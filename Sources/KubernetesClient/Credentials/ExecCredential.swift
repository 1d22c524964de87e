import JSON
import KubernetesAPI

/// What a credential plug-in is given and what it prints.
///
/// See <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>.
struct ExecCredential: Decodable {
    struct Status: Decodable {
        var token: String?
        var clientCertificateData: String?
        var clientKeyData: String?
        var expirationTimestamp: Timestamp?
    }

    /// A credential and how long it is good.
    struct Answer: Sendable, Equatable {
        var credential: Credential
        var expiresIn: Duration?
    }

    var apiVersion: String?
    var kind: String?
    var status: Status?

    /// The text of `KUBERNETES_EXEC_INFO`.
    static func request(version: String, isInteractive: Bool, cluster: JSONValue?) -> String {
        var spec: JSONValue = ["interactive": .bool(isInteractive)]
        if let cluster { spec["cluster"] = cluster }
        return (["apiVersion": .string(version), "kind": "ExecCredential", "spec": spec] as JSONValue).serializedString
    }

    /// Reads what the plug-in printed.
    ///
    /// - Throws: ``Problem``, or `JSONError`.
    static func answer(_ output: [UInt8], version: String, now: Timestamp) throws -> Answer {
        let printed = try JSONReader.decode(ExecCredential.self, from: output)
        if let kind = printed.kind, kind != "ExecCredential" { throw Problem("kind is \"\(kind)\", not ExecCredential") }
        if let other = printed.apiVersion, other != version {
            throw Problem("apiVersion is \"\(other)\", but the kubeconfig asks for \(version)")
        }
        guard let status = printed.status else { throw Problem("it printed no status") }
        var credential = Credential()
        if let token = status.token, !token.isEmpty { credential = .bearer(token) }
        switch (status.clientCertificateData, status.clientKeyData) {
        case (let chain?, let key?): credential.certificate = .init(chain: Array(chain.utf8), key: Array(key.utf8))
        case (nil, nil): break
        default: throw Problem("status has one of clientCertificateData and clientKeyData; it has to have both or none")
        }
        guard credential != .none else { throw Problem("it printed neither status.token nor status.clientCertificateData") }
        return Answer(credential: credential, expiresIn: status.expirationTimestamp.map { $0.since(now) })
    }

    /// What is wrong with an answer.
    struct Problem: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
