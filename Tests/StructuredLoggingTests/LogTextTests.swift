import Logging
import Testing

@testable import StructuredLogging

@Suite struct LogTextTests {
    private static let canary = "canary-4f9d0e7b2a"
    private static let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ"
    private static let key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEcanary\n-----END EC PRIVATE KEY-----"

    @Test(
        arguments: [
            ("Authorization: Bearer \(canary)", "Authorization: Bearer [redacted]"),
            ("bearer  \(canary), then", "bearer  [redacted], then"),
            ("BEARER:\(canary)", "BEARER:[redacted]"), ("a \(jwt) b \(jwt)", "a [redacted] b [redacted]"),
            ("k \(key) z", "k [redacted]-----END EC PRIVATE KEY----- z"), ("-----BEGIN PRIVATE KEY-----\nMHcC", "[redacted]"),
            ("é Bearer \(canary)é", "é Bearer [redacted]é"),
            ("the bearer of it", "the bearer of it"), ("bearer", "bearer"), ("eyJ", "eyJ"), ("forbearance", "forbearance"),
            (
                "-----BEGIN CERTIFICATE-----\nMHcC\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nMHcC\n-----END CERTIFICATE-----"
            ),
            ("", ""),
        ])
    func `secrets are taken out, and nothing else`(text: String, clean: String) {
        #expect(LogText.withoutSecrets(text) == clean)
    }

    @Test(arguments: LogFormat.allCases)
    func `no secret gets into a line, wherever it stands`(format: LogFormat) {
        let lines = StructuredLogHandlerTests.Lines()
        var logger = Logger(label: "test") { StructuredLogHandler(label: $0, format: format, output: lines.output) }
        logger[metadataKey: "token"] = .string(Self.canary)
        logger.info("sent Bearer \(Self.canary)")
        logger.info("m", metadata: ["header": "Bearer \(Self.canary)", "list": ["Bearer \(Self.canary)"], "in": ["password": "canary"]])
        logger.info("m", metadata: ["header": "\(Self.jwt)", "Authorization": ["Basic", "canary"], "word": .string(Self.jwt)])
        logger.error("m", error: Canary(), metadata: ["pem": .stringConvertible(Canary())])
        #expect(lines.all.count == 4)
        for line in lines.all { #expect(!line.contains("canary") && !line.contains("Y2FuYXJ5") && line.contains("[redacted]"), "\(line)") }
    }

    private struct Canary: Error, CustomStringConvertible {
        var description: String { "401 for bearer canary-4f9d0e7b2a" }
    }

    @Test(arguments: [
        ("authorization", true), ("continueToken", true), ("DB_PASSWORD", true), ("secret", false), ("tokens", false), ("", false),
    ])
    func `a key says whether its value is a secret`(key: String, isSecret: Bool) {
        #expect(LogText.isSecret(key: key) == isSecret)
    }

    @Test func `a text is cut between two characters, and says so`() {
        #expect(LogText.cut("abcé", limit: 5) == "abcé")
        #expect(LogText.cut("abcéf", limit: 4) == "abc... (3 bytes more)")
        #expect(LogText.cut("👨‍👩‍👧", limit: 2) == "... (18 bytes more)")
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (951_782_400_000_001, "2000-02-29T00:00:00.000001Z"),
            (1_764_235_800_123_456, "2025-11-27T09:30:00.123456Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (4_107_542_399_999_999, "2100-02-28T23:59:59.999999Z"), (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ])
    func `a time is written as RFC 3339 has it`(microseconds: Int64, text: String) {
        #expect(LogTime.text(microseconds) == text)
    }
}
