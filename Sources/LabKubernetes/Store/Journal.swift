import JSON
import NIOConcurrencyHelpers
import SystemPackage

/// The writes on disk, one JSON text a line, appended before anyone learns of them: a kill -9 loses nothing that was answered.
/// (The machine's own crash may: nothing is forced to the disk.)
final class Journal: Sendable {
    private let file: NIOLockedValueBox<FileDescriptor?>

    private init(_ file: FileDescriptor) { self.file = NIOLockedValueBox(file) }

    /// What a journal remembers.
    struct Memory: Sendable {
        var objects: [GroupResource: [ObjectKey: JSONValue]] = [:]
        var revision: Int64 = 1
    }

    /// Reads the journal of a directory, rewrites it without what is no longer needed, and opens it for appending.
    static func open(directory: FilePath) throws -> (Journal, Memory) {
        let path = directory.appending("journal.jsonl")
        let memory = replay(try FileBytes.read(path) ?? [])
        let fresh = directory.appending("journal.jsonl.new")
        let file = try FileDescriptor.open(
            fresh, .writeOnly, options: [.create, .truncate, .append], permissions: [.ownerReadWrite])
        var lines = Array("{\"rv\":\(memory.revision)}\n".utf8)
        for (resource, objects) in memory.objects {
            for (key, object) in objects { lines += line(memory.revision, resource, key, StoredObject(object, revision: object.revision)) }
        }
        _ = try file.writeAll(lines)
        try FileBytes.rename(fresh, to: path)
        return (Journal(file), memory)
    }

    /// Appends a write. When the disk refuses one, the journal ends there: what stands in it stays readable.
    func append(_ record: ChangeRecord) {
        file.withLockedValue { file in
            guard let open = file else { return }
            do {
                _ = try open.writeAll(Self.line(record.revision, record.place, record.key, record.current))
            } catch {
                // A torn line would hide every later one at the next start.
                try? open.close()
                file = nil
            }
        }
    }

    /// Ends the journal.
    func close() {
        file.withLockedValue { file in
            try? file?.close()
            file = nil
        }
    }

    /// What the lines of a journal say; a last line cut short by a crash is left out.
    static func replay(_ bytes: [UInt8]) -> Memory {
        var memory = Memory()
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let entry = try? JSONValue(parsing: Array(line)), let revision = entry.at("rv")?.whole else { continue }
            memory.revision = max(memory.revision, revision)
            guard let group = entry.at("group")?.text, let name = entry.at("resource")?.text else { continue }
            let key = ObjectKey(namespace: entry.at("namespace")?.text ?? "", name: entry.at("name")?.text ?? "")
            memory.objects[GroupResource(group: group, resource: name), default: [:]][key] = entry.at("object")
        }
        return memory
    }

    private static func line(_ revision: Int64, _ resource: GroupResource, _ key: ObjectKey, _ object: StoredObject?) -> [UInt8] {
        let entry: JSONValue = [
            "rv": .integer(revision), "group": .string(resource.group), "resource": .string(resource.resource),
            "namespace": .string(key.namespace), "name": .string(key.name),
        ]
        guard let object else { return entry.serialized() + [UInt8(ascii: "\n")] }
        return entry.serialized().dropLast() + Array(#","object":"#.utf8) + object.value.serialized() + Array("}\n".utf8)
    }
}
