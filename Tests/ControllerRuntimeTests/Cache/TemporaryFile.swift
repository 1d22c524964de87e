import FoundationEssentials

/// A file that a test replaces, as a mounted token is.
struct TemporaryFile: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("ake-\(UUID().uuidString)").path

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
