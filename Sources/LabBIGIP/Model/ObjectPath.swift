/// Full path of an object on the box: its partition (or folder) and its name, as `/Common/web`.
public struct ObjectPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Partition, with folders below it if any: `Common`, `Common/shop`.
    public let partition: String
    /// Name within the partition.
    public let name: String

    /// A path of its two parts.
    public init(partition: String, name: String) {
        self.partition = partition
        self.name = name
    }

    /// Reads `/Common/web`; a bare name is taken to be in `partition`.
    public init(_ text: String, in partition: String = "Common") {
        guard text.hasPrefix("/"), let slash = text.lastIndex(of: "/"), slash != text.startIndex else {
            self.init(partition: partition, name: text)
            return
        }
        self.init(partition: String(text[text.index(after: text.startIndex)..<slash]), name: String(text[text.index(after: slash)...]))
    }

    /// Reads a path as it stands in a URI, `~Common~web`; a bare name is in Common.
    public init(segment: String) {
        self.init(String(segment.map { $0 == "~" ? "/" : $0 }))
    }

    /// The path as one segment of a URI.
    public var segment: String { String(description.map { $0 == "/" ? "~" : $0 }) }

    public var description: String { "/\(partition)/\(name)" }

    public static func < (left: ObjectPath, right: ObjectPath) -> Bool { left.description < right.description }
}
