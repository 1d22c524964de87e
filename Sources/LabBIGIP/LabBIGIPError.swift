/// The stand-in cannot start or go on; the text says why.
public struct LabBIGIPError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
