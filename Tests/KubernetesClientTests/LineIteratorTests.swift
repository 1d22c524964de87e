import HTTPTransport
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct LineIteratorTests {
    private struct Pieces: AsyncSequence, Sendable {
        typealias Element = [UInt8]
        typealias Failure = any Error
        let pieces: [[UInt8]]

        init(pieces: [[UInt8]]) { self.pieces = pieces }
        init(pieces: [String]) { self.pieces = pieces.map { Array($0.utf8) } }

        struct AsyncIterator: AsyncIteratorProtocol {
            var pieces: ArraySlice<[UInt8]>
            mutating func next() async throws -> [UInt8]? { pieces.popFirst() }
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

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `any lines cut anywhere come out as they went in`(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let lines = (0..<200).map { _ in String(repeating: "x\u{0B}é", count: Int(random.next() % 30)) + String(random.next()) }
        var rest = Array((lines.joined(separator: "\n") + "\n").utf8)[...]
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let count = Int(random.next() % (seed % 2 == 0 ? 20 : 3000))
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        var iterator = LineIterator(Pieces(pieces: pieces))
        var read: [String] = []
        while let line = try await iterator.next({ String(decoding: $0, as: UTF8.self) }) { read.append(line) }
        #expect(read == lines)
    }

    @Test func `a line without an end is given up, however long the stream goes on`() async throws {
        var iterator = LineIterator(Pieces(pieces: ["a\n"] + Array(repeating: "0123456789", count: 100)), limit: 50)
        #expect(try await iterator.next() == [UInt8(ascii: "a")])
        let error = try await #require(throws: TransportError.self) { try await iterator.next() }
        #expect(error.code == .responseTooLarge)
    }
}
