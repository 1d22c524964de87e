import FoundationEssentials
import JSON
import YAML

/// The manifests of deploy/ and the templates of its chart.
enum Manifests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let deploy = root.appending(path: "deploy")

    /// The plain files below `folder`, without the chart's, by their paths.
    static func files(in folder: String = "") throws -> [String] {
        var files: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: deploy.appending(path: folder).path).sorted() {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            if name.hasSuffix(".yaml") { files.append(path) }
            var isFolder = false
            if FileManager.default.fileExists(atPath: deploy.appending(path: path).path, isDirectory: &isFolder), isFolder, name != "chart"
            {
                files += try self.files(in: path)
            }
        }
        return files
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: deploy.appending(path: path)), as: UTF8.self)
    }

    static func objects(_ path: String) throws -> [JSONValue] { try YAMLReader.values(Array(try text(path).utf8)) }

    /// Every object of the plain files.
    static func all() throws -> [JSONValue] { try files().flatMap { try objects($0) } }

    /// The chart's templates with values in their places: what Helm does with templates that have nothing else.
    static func filled(_ template: String, values: JSONValue, namespace: String) throws -> String {
        var text = template
        while let start = text.firstRange(of: "{{"), let end = text[start.upperBound...].firstRange(of: "}}") {
            let expression = text[start.upperBound..<end.lowerBound].split(separator: " ").joined(separator: " ")
            let value: String
            if expression == ".Release.Namespace" {
                value = namespace
            } else if expression.hasPrefix(".Values."), let found = values[String(expression.dropFirst(8))] {
                value = found.stringValue ?? found.serializedString
            } else {
                throw Unknown(expression: expression)
            }
            text.replaceSubrange(start.lowerBound..<end.upperBound, with: value)
        }
        return text
    }

    struct Unknown: Error { var expression: String }
}

extension JSONValue {
    var kind: String { self["kind"]?.stringValue ?? "" }
    var name: String { self["metadata"]?["name"]?.stringValue ?? "" }
    var items: [JSONValue] { arrayValue ?? [] }
    var texts: [String] { items.compactMap(\.stringValue) }
}
