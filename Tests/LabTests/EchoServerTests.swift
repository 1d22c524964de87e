import JSON
import Testing

@testable import Lab

@Suite struct EchoServerTests {
    @Test(arguments: [("/", "200"), ("/status/503", "503"), ("/status/9", "200"), ("/sleep/1", "200"), ("/status/404/more", "200")])
    func `the status is the one asked for`(path: String, status: String) async throws {
        let output = try await ask(path, ["-w", "%{http_code}", "-o", "/dev/null"])
        #expect(output == status)
    }

    @Test func `the answer tells peer, method, path, headers and the body's size`() async throws {
        let text = try await ask("/a/b?c=d", ["-H", "X-Forwarded-For: 203.0.113.10", "-d", "hello"])
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value["pod"] == "p1" && value["peer"] == "127.0.0.1" && value["method"] == "POST" && value["path"] == "/a/b?c=d")
        #expect(value["headers"]?["x-forwarded-for"] == "203.0.113.10" && value["bodyBytes"] == 5)
        #expect(value["headers"]?["host"]?.stringValue?.hasPrefix("127.0.0.1") == true)
    }

    private func ask(_ path: String, _ options: [String]) async throws -> String {
        let ports = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await EchoServer(pod: "p1", address: "127.0.0.1", port: 0).run { ports.continuation.yield($0) } }
            var iterator = ports.stream.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let text = try await Command.check(["curl", "-s", "-m", "10"] + options + ["http://127.0.0.1:\(port)\(path)"])
            group.cancelAll()
            return text
        }
    }
}
