import JSON
import OpenStackAPI
import Testing

@Suite struct KeystoneTests {
    @Test(arguments: [
        ("http://k/identity", "http://k/identity/v3/auth/tokens"),
        ("http://k:5000/v3", "http://k:5000/v3/auth/tokens"),
        ("http://k:5000/v3/", "http://k:5000/v3/auth/tokens"),
        ("http://k:5000/v2.0", "http://k:5000/v3/auth/tokens"),
    ]) func `the token URL is found whether or not auth_url names the version`(authentication: String, expected: String) {
        #expect(Keystone.AuthenticationRequest.url(authenticationURL: authentication) == expected)
    }

    static let user = Keystone.Identity.name("k8s", domain: .id("default"))
    static let bodies: [(Keystone.Credentials, String)] = [
        (
            .password(user: user, password: "p", scope: .project(.name("proj", domain: .name("Default")))),
            #"{"auth":{"identity":{"methods":["password"],"password":{"user":{"domain":{"id":"default"},"name":"k8s","password":"p"}}},"scope":{"project":{"domain":{"name":"Default"},"name":"proj"}}}}"#
        ),
        (
            .applicationCredential(id: "i", secret: "s"),
            #"{"auth":{"identity":{"application_credential":{"id":"i","secret":"s"},"methods":["application_credential"]}}}"#
        ),
        (
            .namedApplicationCredential(name: "n", user: .id("u"), secret: "s"),
            #"{"auth":{"identity":{"application_credential":{"name":"n","secret":"s","user":{"id":"u"}},"methods":["application_credential"]}}}"#
        ),
        (
            .token("t", scope: .system),
            #"{"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":{"system":{"all":true}}}}"#
        ),
        (
            .password(user: .id("u"), password: "p", scope: .unscoped),
            #"{"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"u","password":"p"}}}}}"#
        ),
    ]

    @Test(arguments: bodies) func `each way to authenticate has the API reference's body`(credentials: Keystone.Credentials, body: String) {
        #expect(Keystone.AuthenticationRequest.body(for: credentials).serializedString == body)
    }

    @Test(arguments: bodies.map(\.0)) func `credentials print no secret`(credentials: Keystone.Credentials) {
        for text in ["\(credentials)", String(reflecting: credentials)] {
            #expect(!text.contains("\"p\"") && !text.contains("\"s\"") && !text.contains("\"t\""))
        }
    }

    static let answer = """
        {"token": {"methods": ["password"], "expires_at": "2026-11-22T19:44:35.000000Z", "issued_at": "2026-11-22T18:44:35.000000Z",
          "project": {"id": "p1", "name": "k8s", "domain": {"id": "default", "name": "Default"}}, "user": {"id": "u1", "name": "k8s"},
          "catalog": [
            {"id": "1", "type": "orchestration", "name": "heat", "endpoints": [
              {"id": "a", "interface": "public", "region": "One", "region_id": "One", "url": "http://one/v1/p1"},
              {"id": "b", "interface": "internal", "region": "Two", "region_id": "Two", "url": "http://two-internal/v1/p1"},
              {"id": "c", "interface": "public", "region": "Two", "region_id": "Two", "url": "http://two/v1/p1"}]}]}}
        """

    @Test func `a token's answer gives expiry, project and endpoints`() throws {
        let token = try Keystone.Token(subjectToken: "secret", body: Array(Self.answer.utf8))
        #expect(token.projectID == "p1")
        #expect(token.expiresAt.secondsSinceEpoch - (token.issuedAt?.secondsSinceEpoch ?? 0) == 3600)
        #expect(token.catalog.endpoint(.orchestration, interface: .public, region: nil) == "http://one/v1/p1")
        #expect(token.catalog.endpoint(.orchestration, interface: .public, region: "Two") == "http://two/v1/p1")
        #expect(token.catalog.endpoint(.orchestration, interface: .internal, region: "Two") == "http://two-internal/v1/p1")
        #expect(token.catalog.endpoint(.orchestration, interface: .internal, region: "One") == nil)
        #expect(token.catalog.endpoint(.dns, interface: .public, region: nil) == nil)
        #expect(!"\(token)".contains("secret") && !String(reflecting: token).contains("secret"))
    }

    @Test func `an answer without a usable expiry is refused`() {
        let body = #"{"token": {"expires_at": "soon"}}"#
        #expect(throws: Keystone.MalformedAnswer.self) { try Keystone.Token(subjectToken: "s", body: Array(body.utf8)) }
        #expect(throws: (any Error).self) { try Keystone.Token(subjectToken: "s", body: Array("{}".utf8)) }
    }
}
