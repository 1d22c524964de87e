import FoundationEssentials

/// The repository's files, found from this file's own place.
enum Repository {
    static let root = String(#filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// All Swift files below a folder, by path.
    static func swiftFiles(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)").filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
            .sorted()
    }

    /// Name of the target that a path below Sources or Tests belongs to.
    static func target(of path: String) -> String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    }
}
