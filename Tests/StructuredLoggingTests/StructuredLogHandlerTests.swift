import Logging
import NIOConcurrencyHelpers
import Testing

@testable import StructuredLogging

@Suite struct StructuredLogHandlerTests {
    /// What a handler wrote, line by line.
    final class Lines: Sendable {
        private let lines = NIOLockedValueBox<[[UInt8]]>([])
        var all: [String] { lines.withLockedValue { $0.map { String(decoding: $0, as: UTF8.self) } } }
        var output: LogOutput { LogOutput { line in self.lines.withLockedValue { $0.append(line) } } }
    }

    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The one line that a message becomes, without its time.
    private static func line(
        _ format: LogFormat, colours: Bool = false, metadata: Logger.Metadata = [:], _ log: (Logger) -> Void
    ) throws -> String {
        let lines = Lines()
        var logger = Logger(label: "test") { StructuredLogHandler(label: $0, format: format, colours: colours, output: lines.output) }
        logger.logLevel = .trace
        for (key, value) in metadata { logger[metadataKey: key] = value }
        log(logger)
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1 && line.hasSuffix("\n") && !line.dropLast().contains("\n"))
        return String(line.dropLast())
    }

    private static func members(_ log: (Logger) -> Void, metadata: Logger.Metadata = [:]) throws -> Substring {
        let line = try line(.json, metadata: metadata, log)
        #expect(line.hasPrefix(#"{"ts":"20"#) && line.hasSuffix("}"))
        let start = try #require(line.firstIndex(of: ","))
        return line[line.index(after: start)...].dropLast()
    }

    @Test func `a JSON line has the time, level, logger, message, error, and metadata in order`() throws {
        let line = try Self.members(
            { $0.warning("gone \"wrong\"", metadata: ["z": "1", "a": .stringConvertible(7), "list": ["x", ["k": "v"]]]) },
            metadata: ["controller": "site"])
        #expect(
            line == #""level":"warning","logger":"test","msg":"gone \"wrong\"","a":7,"controller":"site","list":["x",{"k":"v"}],"z":"1""#)
        let failed = try Self.members { $0.error("no", error: Failure(description: "why\nnot")) }
        #expect(failed == #""level":"error","logger":"test","msg":"no","error":"why\nnot""#)
    }

    @Test(
        arguments: [
            (.stringConvertible(true), "true"), (.stringConvertible(-3), "-3"), (.stringConvertible(UInt64.max), "18446744073709551615"),
            (.stringConvertible(1.5), "1.5"), (.stringConvertible(Double.nan), #""nan""#), ("", #""""#), ([], "[]"), ([:], "{}"),
            ("a\u{1B}[31mb\u{2028}c\u{9B}\u{202E}d\t", #""a\u001b[31mb\u2028c\u009b\u202ed\t""#), ("é\\", #""é\\""#),
        ] as [(Logger.MetadataValue, String)])
    func `a value is JSON of its kind, and nothing in it can end the line`(value: Logger.MetadataValue, text: String) throws {
        #expect(try Self.members { $0.info("m", metadata: ["v": value]) }.hasSuffix(#","v":\#(text)"#))
    }

    @Test func `metadata never hides a member of the line`() throws {
        let line = try Self.members { $0.info("m", metadata: ["msg": "x", "ts": "y", "level": "z", "error": "e"]) }
        #expect(line == #""level":"info","logger":"test","msg":"m","error_":"e","level_":"z","msg_":"x","ts_":"y""#)
    }

    @Test func `a line for people has the same, and quotes what is no plain word`() throws {
        let line = try Self.line(.human) {
            $0.notice(
                "up\nand\u{1B}[0m running", error: Failure(description: "a b"),
                metadata: ["n": "x/y", "t": "two words", "e": "", "q": "a=b"])
        }
        #expect(line.dropFirst(24) == #"NOTICE   test: up\nand\u001b[0m running error="a b" e="" n=x/y q="a=b" t="two words""#)
        #expect(line.prefix(23).contains(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/))
        let coloured = try Self.line(.human, colours: true) { $0.error("m", metadata: ["k": "v"]) }
        #expect(coloured.hasSuffix("\u{1B}[31mERROR\u{1B}[0m    test: m\u{1B}[2m k=v\u{1B}[0m"))
    }

    @Test func `a line is bounded, however much is logged`() throws {
        for format in LogFormat.allCases {
            var metadata: Logger.Metadata = [:]
            for index in 0..<200 { metadata["key-\(index)"] = .string(String(repeating: "é", count: 3000)) }
            let line = try Self.line(format) { $0.info("\(String(repeating: "\u{1}", count: 100_000))", metadata: metadata) }
            // Each control character is six bytes when it is escaped.
            #expect(line.utf8.count < 6 * 8192 + 32_768 + 2 * 2048 && line.contains("(91808 bytes more)"))
            #expect(line.contains(format == .json ? #","truncated":true}"# : " ..."))
        }
        var nested: Logger.MetadataValue = "x"
        for _ in 0..<100 { nested = ["n": nested] }
        #expect(try Self.members { $0.info("m", metadata: ["v": nested]) }.ranges(of: #"{"n":"#).count == 8)
    }

    @Test func `levels and metadata belong to one logger, and providers add theirs`() {
        let lines = Lines()
        let provider = Logger.MetadataProvider { ["trace": "t1", "own": "provider"] }
        var one = Logger(label: "one") { StructuredLogHandler(label: $0, format: .json, output: lines.output, metadataProvider: provider) }
        var two = one
        one.logLevel = .error
        two[metadataKey: "own"] = "two"
        one.info("not shown")
        two.info("shown", metadata: ["own": "message"])
        #expect(lines.all.count == 1 && lines.all[0].hasSuffix(#""msg":"shown","own":"message","trace":"t1"}"# + "\n"))
        #expect(two[metadataKey: "own"] == "two" && one[metadataKey: "own"] == nil)
    }
}
