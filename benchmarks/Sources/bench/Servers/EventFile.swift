import JSON
import SystemPackage

/// A file of watch events, one a line.
struct EventFile {
    private let descriptor: FileDescriptor

    init(path: String) throws {
        descriptor = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    func append(_ type: String, _ object: JSONValue) throws {
        let event: JSONValue = ["type": .string(type), "object": object]
        _ = try descriptor.writeAll(event.serialized() + [UInt8(ascii: "\n")])
    }

    func close() throws { try descriptor.close() }
}
