import FoundationEssentials
import Glibc

/// The few file operations that the lab needs. FoundationEssentials' FileManager does the work (no ICU is linked by it).
public enum Files {
    /// The text of a file, or nil when it cannot be read.
    public static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a file in one step: a reader sees the old content or the new one.
    ///
    /// - Throws: ``LabError`` naming the path.
    public static func write(_ text: String, to path: String, mode: Int = 0o644) throws {
        try makeDirectory(parent(of: path))
        let temporary = path + ".new"
        guard FileManager.default.createFile(atPath: temporary, contents: Data(text.utf8), attributes: [.posixPermissions: mode]),
            rename(temporary, path) == 0
        else { throw LabError("cannot write \(path)", remedy: "is the disk full, or the folder not writable?") }
    }

    /// Makes a folder and those above it.
    public static func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch { throw LabError("cannot make the folder \(path): \(error)") }
    }

    /// The names in a folder, sorted; empty when there is no such folder.
    public static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Whether something stands at a path.
    public static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Removes a file or a whole folder; nothing happens when there is none.
    public static func remove(_ path: String) throws {
        guard exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch { throw LabError("cannot remove \(path): \(error)") }
    }

    /// The folder that a path stands in.
    public static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Where a symbolic link points, or nil.
    public static func destination(of link: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: link)
    }
}
