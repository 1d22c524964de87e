/// A version of an object or of a collection, where versions can be put in order.
///
/// Since Kubernetes 1.35 an API server guarantees that versions of one resource are decimal numbers that grow
/// (<https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions>); of any other text there is no order, and no value.
public struct ResourceVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The version's digits as a number.
    public let number: UInt64

    /// Reads a version; `nil` when it is no decimal number without leading zeros (`0` is no version either: it means "any").
    public init?(_ text: String) {
        guard let first = text.utf8.first, first != UInt8(ascii: "0"), first != UInt8(ascii: "+"), let number = UInt64(text) else {
            return nil
        }
        self.number = number
    }

    public var description: String { String(number) }

    public static func < (left: ResourceVersion, right: ResourceVersion) -> Bool { left.number < right.number }
}
