import Testing

@testable import LabBIGIP

@Suite struct ValueTests {
    @Test(arguments: [
        ("10.0.0.1:80", "10.0.0.1", 80), ("10.0.0.1%2:80", "10.0.0.1", 80), ("10.0.0.1:any", "10.0.0.1", 0),
        ("10.0.0.1:https", "10.0.0.1", 443),
        ("2001:db8::1.443", "2001:db8::1", 443), ("*:8080", nil, 8080), ("*:*", nil, 0),
    ])
    func `destinations are read`(text: String, address: String?, port: Int) throws {
        let destination = try #require(Destination(text))
        #expect(destination.address?.description == address)
        #expect(destination.port == port)
    }

    @Test(arguments: ["", "10.0.0.1", "10.0.0.1:70000", "web:80", "10.0.0.1:", "10.0.0.300:80"])
    func `what is no destination is refused`(text: String) {
        #expect(Destination(text) == nil)
    }

    @Test(arguments: [
        ("", [], 0), ("none", [], 0), ("/Common/a", ["/Common/a"], 1), ("/Common/a and b", ["/Common/a", "/Common/b"], 2),
        ("min 1 of { /Common/a /Common/b }", ["/Common/a", "/Common/b"], 1),
    ])
    func `monitor rules are read`(text: String, monitors: [String], required: Int) throws {
        let rule = try #require(MonitorRule(text))
        #expect(rule.monitors.map(\.description) == monitors)
        #expect(rule.required == required)
    }

    @Test(arguments: ["a b", "a and", "min 3 of { a b }", "min x of { a b }"])
    func `what is no monitor rule is refused`(text: String) {
        #expect(MonitorRule(text) == nil)
    }

    @Test func `paths are written in URIs with tildes`() {
        #expect(ObjectPath(segment: "~Common~web").description == "/Common/web")
        #expect(ObjectPath(segment: "~Common~shop~web") == ObjectPath(partition: "Common/shop", name: "web"))
        #expect(ObjectPath(segment: "web").description == "/Common/web")
        #expect(ObjectPath("/Common/web").segment == "~Common~web")
    }

    @Test(arguments: [
        ("GET /\\r\\n", "GET /\r\n"), ("a\\\\b\\\"", "a\\b\""), ("\\q", "\\q"), ("end\\", "end\\"), ("plain", "plain"),
    ])
    func `send strings are kept escaped and sent resolved`(kept: String, sent: String) {
        #expect(ProbePlans.unescaped(kept) == sent)
    }

    @Test(arguments: [("YWRtaW46c2VjcmV0", "admin:secret"), ("YQ==", "a"), ("", "")])
    func `base64 is decoded`(text: String, plain: String) {
        #expect(Base64.decoded(text).map { String(decoding: $0, as: UTF8.self) } == plain)
    }

    @Test func `connections are counted by the address that replies`() {
        let listing = """
            tcp      6 431999 ESTABLISHED src=203.0.113.10 dst=198.51.100.10 sport=4001 dport=80 src=10.10.0.11 dst=203.0.113.10 sport=80 dport=4001 [ASSURED] use=1
            tcp      6 431999 ESTABLISHED src=203.0.113.10 dst=198.51.100.10 sport=4002 dport=80 src=10.10.0.11 dst=203.0.113.10 sport=80 dport=4002 [ASSURED] use=1
            tcp      6 118 TIME_WAIT src=203.0.113.10 dst=198.51.100.10 sport=4003 dport=80 src=10.10.0.12 dst=203.0.113.10 sport=80 dport=4003 [ASSURED] use=1
            """
        #expect(ConnectionCount.established(in: listing) == [.init(address: "10.10.0.11", port: 80): 2])
    }

    @Test(arguments: [
        (["mgmt", "tm", "ltm", "pool"], Route.collection(Samples.pool)),
        (["mgmt", "tm", "ltm", "pool", "~Common~web"], .object(Samples.pool, Samples.web)),
        (["mgmt", "tm", "ltm", "pool", "~Common~web", "members", "~Common~10.10.0.11:80"], .object(Samples.members, Samples.member(1))),
        (["mgmt", "tm", "ltm", "pool", "~Common~web", "members", "stats"], .collectionStatistics(Samples.members)),
        (
            ["mgmt", "tm", "ltm", "monitor", "http", "~Common~x", "stats"],
            .objectStatistics(CollectionKey(.monitorHTTP), ObjectPath("/Common/x"))
        ),
        (["mgmt", "tm", "auth", "partition", "ake"], .object(CollectionKey(.partition), ObjectPath(partition: "", name: "ake"))),
        (["mgmt", "tm", "sys", "version"], .version),
    ])
    func `paths mean what they mean on a BIG-IP`(segments: [String], route: Route) {
        #expect(Route(segments) == route)
    }

    @Test(arguments: [["mgmt", "tm", "ltm", "rule"], ["mgmt", "tm", "ltm", "pool", "x", "y"], ["x"], []])
    func `other paths mean nothing`(segments: [String]) {
        #expect(Route(segments) == nil)
    }

    @Test func `a request's query is decoded`() {
        let request = Request(
            method: "GET", target: "/mgmt/tm/ltm/pool/~Common~10.0.0.1%252?$filter=partition+eq%20Common&expandSubcollections=true")
        #expect(request.segments.last == "~Common~10.0.0.1%2")
        #expect(request.query == ["$filter": "partition eq Common", "expandSubcollections": "true"])
    }
}
