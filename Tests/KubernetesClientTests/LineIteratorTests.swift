import HTTPTransport
import Testing

@testable import KubernetesClient

@Suite struct LineIteratorTests {
    private struct Pieces: AsyncSequence, Sendable {
        typealias Element = [UInt8]
        typealias Failure = any Error
        let pieces: [String]

        struct AsyncIterator: AsyncIteratorProtocol {
            var pieces: ArraySlice<String>
            mutating func next() async throws -> [UInt8]? { pieces.popFirst().map { Array($0.utf8) } }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: pieces[...]) }
    }

    @Test(
        "lines come whole however the connection cuts them, and half a line is none",
        arguments: [
            ["a\nb\nc\n"], ["a", "\nb", "\nc", "\n"], ["a\nb", "\nc\n"], ["a\nb\nc\nhal", "f"], ["\n\na\n\nb\nc\n"], ["a\nb\nc\n", ""],
        ])
    func lines(pieces: [String]) async throws {
        var iterator = LineIterator(Pieces(pieces: pieces))
        var lines: [String] = []
        while let line = try await iterator.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        #expect(lines == ["a", "b", "c"])
    }

    @Test func `a line without an end is given up, however long the stream goes on`() async throws {
        var iterator = LineIterator(Pieces(pieces: ["a\n"] + Array(repeating: "0123456789", count: 100)), limit: 50)
        #expect(try await iterator.next() == [UInt8(ascii: "a")])
        let error = try await #require(throws: TransportError.self) { try await iterator.next() }
        #expect(error.code == .responseTooLarge)
    }
}
