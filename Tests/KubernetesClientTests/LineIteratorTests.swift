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
}
