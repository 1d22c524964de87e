import FoundationEssentials

/// Reads files whole.
enum FileBytes {
    /// The bytes of a file.
    ///
    /// - Throws: ``KubernetesError/configuration(_:)`` that names the file.
    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KubernetesError.configuration("cannot read \(path): no such file, or no permission")
        }
        return Array(data)
    }
}
