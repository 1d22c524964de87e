import FoundationEssentials
import JSON
import YAML

/// A page of docs/reference as the code has it.
struct ReferencePage: Sendable {
    /// What makes the pages; the test that finds one out of date names it.
    static let command = "make reference"
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appending(path: "docs/reference")

    /// The file's name.
    var name: String
    var text: String

    init(_ name: String, title: String, _ parts: [String]) {
        self.name = name
        let notice = "<!-- Made by `\(Self.command)`: change the code that it is made from, not this page. -->\n"
        self.text = (["# \(title)\n", notice] + parts).joined(separator: "\n")
    }

    /// What stands in the folder now; nil if there is no such file.
    var present: String? { try? String(contentsOf: Self.folder.appending(path: name), encoding: .utf8) }

    /// Puts the page there.
    func write() throws {
        try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: Self.folder.appending(path: name))
    }

    /// Every page.
    static func all() async throws -> [ReferencePage] {
        var pages = try crds().map { try CustomResource($0).page() }
        pages.append(annotations())
        pages.append(try await CommandPages.controller(Program.help("ake-controller")))
        pages.append(try await CommandPages.plugin(Program.help("kubectl-ake")))
        pages.append(try await CommandPages.node(Program.output("ake-node", ["--help"])))
        pages.append(metrics())
        return pages
    }

    /// The custom resources as the API server is given them.
    static func crds() throws -> [JSONValue] {
        let folder = root.appending(path: "deploy/crds")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }.sorted()
            .flatMap { try YAMLReader.values(Array(try Data(contentsOf: folder.appending(path: $0)))) }
    }
}
