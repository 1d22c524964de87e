import Testing

@testable import KubernetesClient

@Suite struct CredentialStateTests {
    private let start = ContinuousClock.now

    @Test func `a credential is used until its time is over`() {
        var state = CredentialState()
        #expect(state.step(now: start) == .obtain)
        state.obtained(.bearer("a"), lifetime: .seconds(10), now: start)
        #expect(state.step(now: start + .seconds(9)) == .use(.bearer("a")))
        #expect(state.step(now: start + .seconds(10)) == .obtain)
        state.obtained(.bearer("b"), lifetime: nil, now: start)
        #expect(state.step(now: start + .seconds(1_000_000)) == .use(.bearer("b")))
    }

    @Test func `a refused credential is used no more, but a newer one is`() {
        var state = CredentialState()
        state.obtained(.bearer("a"), lifetime: nil, now: start)
        state.obtained(.bearer("b"), lifetime: nil, now: start)
        state.refused(.bearer("a"))
        #expect(state.step(now: start) == .use(.bearer("b")))
        state.refused(.bearer("b"))
        #expect(state.step(now: start) == .obtain)
        state.obtained(.bearer("b"), lifetime: nil, now: start)
        #expect(state.step(now: start) == .use(.bearer("b")))
    }

    @Test func `the fields of basic authentication are as RFC 7617 has them`() {
        #expect(Credential.basic("Aladdin", "open sesame").authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(!String(reflecting: Credential.basic("Aladdin", "open sesame")).contains("QWx"))
    }
}
