import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import LoadBalancerNode
import Testing

@Suite struct CredentialTests {
    static func token(_ claims: JSONValue) -> String {
        let payload = Base64Data(claims.serialized()).base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return "eyJhbGciOiJSUzI1NiJ9.\(payload).c2lnbmF0dXJl"
    }

    @Test func `the claims of a token are read`() throws {
        let claims = try TokenClaims(token: Self.token(["sub": "system:serviceaccount:shop:web-anlb", "iat": 1000, "exp": 4600]))
        #expect(claims.namespace == "shop")
        #expect(claims.serviceAccount == "web-anlb")
        #expect(claims.issuedAt == 1000)
        #expect(claims.expiresAt == 4600)
    }

    @Test(
        "a token that cannot be renewed is refused without being shown",
        arguments: [
            "opaque-secret", "a.b.c", token(["sub": "admin", "exp": 1]), token(["sub": "system:serviceaccount:a:b"]),
            token(["sub": "system:node:a:b", "exp": 1]),
        ])
    func unreadable(token: String) {
        do {
            _ = try TokenClaims(token: token)
            Issue.record("accepted")
        } catch {
            #expect(error.code == .token)
            #expect(!error.message.contains(token))
        }
    }

    @Test(
        "a token is renewed between a half and six tenths of its life",
        arguments: [(1000, 0.0, 1800), (1000, 1.0, 2160), (2000, 0.0, 800), (4000, 0.0, 0), (9000, 1.0, 0)] as [(Int64, Double, Int)])
    func schedule(now: Int64, jitter: Double, seconds: Int) throws {
        let claims = try TokenClaims(token: Self.token(["sub": "system:serviceaccount:a:b", "iat": 1000, "exp": 4600]))
        #expect(TokenRenewal.pause(claims, now: now, jitter: jitter) == .seconds(seconds))
    }

    @Test func `failed renewals are repeated at growing pauses`() {
        #expect([1, 2, 3, 7, 100].map { TokenRenewal.pause(afterFailures: $0) } == [1, 2, 4, 60, 60].map { .seconds($0) })
    }

    @Test func `a renewed token is in the kubeconfig and in the token file, and nobody else may read them`() throws {
        let directory = "/tmp/node-credential-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = Kubeconfig(
            currentContext: "c", clusters: [.init(name: "k", value: .init(server: "https://10.20.0.3:6443"))],
            users: [.init(name: "other", value: .init(token: "other")), .init(name: "u", value: .init(token: "old"))],
            contexts: [.init(name: "c", value: .init(cluster: "k", user: "u", namespace: "shop"))])
        try NodeFile.replace("\(directory)/kubeconfig", with: JSONWriter.encode(file))
        let credential = NodeCredential(kubeconfig: "\(directory)/kubeconfig", runDirectory: directory)
        #expect(try credential.configuration().credential == .file("\(directory)/token"))
        #expect(try credential.token() == "old")
        try credential.replace(token: "new")
        #expect(try credential.token() == "new")
        #expect(NodeFile.readIfPresent("\(directory)/token") == Array("new".utf8))
        let written = try JSONReader.decode(Kubeconfig.self, from: NodeFile.read("\(directory)/kubeconfig"))
        #expect(written.users.map(\.value.token) == ["other", "new"])
        #expect(written.clusters.first?.value.server == "https://10.20.0.3:6443")
        try credential.adopt()
        #expect(NodeFile.readIfPresent("\(directory)/token") == Array("new".utf8))
        try NodeFile.replace("\(directory)/kubeconfig", with: JSONWriter.encode(file))
        try credential.adopt()
        #expect(NodeFile.readIfPresent("\(directory)/token") == Array("old".utf8), "a kubeconfig put there by somebody is used")
        try credential.replace(token: "new")
        let mode = try FileManager.default.attributesOfItem(atPath: "\(directory)/kubeconfig")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["kubeconfig", "token"])
    }
}
