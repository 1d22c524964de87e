import FoundationEssentials

/// A folder of this run.
struct TemporaryFolder {
    let path: String

    init(prefix: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "\(prefix)-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
