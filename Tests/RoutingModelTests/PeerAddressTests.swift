import Testing

@testable import RoutingModel

@Suite struct PeerAddressTests {
    @Test(
        "addresses are written as nginx prints them",
        arguments: [
            ("10.0.0.1", 80, "10.0.0.1:80"), ("2001:db8::1", 80, "[2001:db8::1]:80"), ("::1", 1, "[::1]:1"), ("::", 65535, "[::]:65535"),
            ("2001:DB8:0:0:1:0:0:1", 80, "[2001:db8::1:0:0:1]:80"), ("fe80:0:1:2:3:4:5:6", 80, "[fe80:0:1:2:3:4:5:6]:80"),
            ("10.0.0.256", 80, nil), ("10.0.0", 80, nil), ("10.0.0.01", 80, nil), ("10.0.0.1", 0, nil), ("10.0.0.1", 65536, nil),
            ("web.example", 80, nil), ("", 80, nil), ("1:2", 80, nil), ("::1::", 80, nil), ("12345::", 80, nil), ("fe80::1%eth0", 80, nil),
        ] as [(String, Int, String?)])
    func text(address: String, port: Int, expected: String?) {
        #expect(PeerAddress.text(address: address, port: port) == expected)
    }
}
