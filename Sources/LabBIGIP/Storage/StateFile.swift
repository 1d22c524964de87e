import JSON
import SystemPackage

/// The configuration on disk, so that it survives a restart as a BIG-IP's does.
struct StateFile: Sendable {
    let path: FilePath

    /// Reads the configuration; a fresh one when there is no file yet.
    ///
    /// - Throws: ``LabBIGIPError`` when the file cannot be read or is not what ``save(_:)`` wrote.
    func load() throws -> Configuration {
        guard let bytes = try Files.read(path) else { return Configuration() }
        let value = try JSONValue(parsing: bytes)
        var objects: [CollectionKey: [ObjectPath: StoredObject]] = [:]
        for entry in value["objects"]?.arrayValue ?? [] {
            guard let type = entry["type"]?.stringValue.flatMap(ObjectType.init), let partition = entry["partition"]?.stringValue,
                let name = entry["name"]?.stringValue, let properties = entry["properties"]?.objectValue
            else { throw LabBIGIPError("\(path) holds an entry that is not an object of the box: \(entry)") }
            let key = CollectionKey(type, of: entry["pool"]?.stringValue.map { ObjectPath($0) })
            objects[key, default: [:]][ObjectPath(partition: partition, name: name)] = StoredObject(
                properties: properties, generation: entry["generation"]?.intValue ?? 1)
        }
        return Configuration(generation: value["generation"]?.intValue ?? 1, objects: objects)
    }

    /// Replaces the file at once: a crash leaves the old or the new one.
    func save(_ configuration: Configuration) throws(IControlError) {
        var entries: [JSONValue] = []
        for key in configuration.objects.keys.sorted(by: { $0.uriPath < $1.uriPath }) {
            for (path, object) in configuration.all(key) {
                var entry: JSONValue = [
                    "type": .string(key.type.rawValue), "partition": .string(path.partition), "name": .string(path.name),
                    "generation": .integer(Int64(object.generation)), "properties": .object(object.properties),
                ]
                if let pool = key.parent { entry["pool"] = .string(pool.description) }
                entries.append(entry)
            }
        }
        let value: JSONValue = ["generation": .integer(Int64(configuration.generation)), "objects": .array(entries)]
        do {
            try Files.replace(path, with: value.serialized())
        } catch {
            throw IControlError(500, "The configuration could not be kept in \(path): \(error)")
        }
    }
}
