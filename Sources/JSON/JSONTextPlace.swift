/// Where the content of a string stands in the text that a ``JSONPullReader`` reads.
package struct JSONTextPlace: Sendable {
    fileprivate var text: JSONScanner.Text

    /// Nowhere: an empty text.
    package init() { text = JSONScanner.Text(start: 0, end: 0, isEscaped: false) }

    fileprivate init(_ text: JSONScanner.Text) { self.text = text }

    /// Whether escapes stand between it and its meaning.
    package var isEscaped: Bool { text.isEscaped }
}

extension JSONPullReader {
    /// Takes a string without reading it.
    package mutating func textPlace() throws(JSONError) -> JSONTextPlace { JSONTextPlace(try text()) }

    /// Goes on to the next member, whose value is then next; `nil` at the object's end.
    package mutating func nextMemberPlace() throws(JSONError) -> JSONTextPlace? {
        guard let name = try nextName() else { return nil }
        return JSONTextPlace(name)
    }

    /// The bytes that stand at a place, which must be of this reader's text; they must not be kept.
    package func bytes(at place: JSONTextPlace) -> UnsafeBufferPointer<UInt8> { bytes(of: place.text) }
}
