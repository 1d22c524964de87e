import Testing

@testable import RoutingModel

@Suite struct HostNameTests {
    @Test(
        "hosts become keys or nothing",
        arguments: [
            (nil, ""), ("", ""), ("Shop.Example", "shop.example"), ("*.Shop.Example", "*.shop.example"), ("a", "a"), ("1.2.3.4", "1.2.3.4"),
            ("xn--wgv71a.jp", "xn--wgv71a.jp"), ("*", nil), ("*.", nil), ("**.a", nil), ("a..b", nil), ("a.", nil), (".a", nil),
            ("-a", nil),
            ("a-", nil), ("a_b", nil), ("a/b", nil), ("a;b", nil), ("日本.jp", nil),
        ] as [(String?, String?)])
    func key(host: String?, expected: String?) {
        #expect(HostName.key(of: host) == expected)
    }

    @Test func `labels and names have a greatest length`() {
        #expect(HostName.key(of: String(repeating: "a", count: 64)) == nil)
        #expect(HostName.key(of: Array(repeating: "abcdefg", count: 40).joined(separator: ".")) == nil)
    }
}
