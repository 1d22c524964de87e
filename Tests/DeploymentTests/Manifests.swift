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

    /// Every object of the chart, as Helm would make them.
    static func chart(_ values: JSONValue, namespace: String) throws -> [JSONValue] {
        try FileManager.default.contentsOfDirectory(atPath: deploy.appending(path: "chart/templates").path).sorted().flatMap { name in
            try YAMLReader.values(Array(try filled(try text("chart/templates/\(name)"), values: values, namespace: namespace).utf8))
        }
    }

    /// The chart's own values, some of them replaced.
    static func values(_ changes: [String: JSONValue] = [:]) throws -> JSONValue {
        var values = try YAMLReader.value(Array(try text("chart/values.yaml").utf8))
        for (name, value) in changes { values[name] = value }
        return values
    }

    // `{{- if .Values.x }}`, `{{- if not .Values.x }}` and `{{- end }}` on lines of their own, not one within another.
    private static func chosen(_ template: String, values: JSONValue) throws -> String {
        var lines: [Substring] = []
        var isIn: Bool?
        for line in template.split(separator: "\n", omittingEmptySubsequences: false) {
            if let match = line.wholeMatch(of: /\{\{- if (not )?\.Values\.(\w+) \}\}/) {
                guard isIn == nil, let value = values[String(match.2)]?.boolValue else { throw Unknown(expression: String(line)) }
                isIn = value == (match.1 == nil)
            } else if line == "{{- end }}" {
                guard isIn != nil else { throw Unknown(expression: String(line)) }
                isIn = nil
            } else if isIn ?? true {
                lines.append(line)
            }
        }
        guard isIn == nil else { throw Unknown(expression: "no end of an if") }
        return lines.joined(separator: "\n")
    }

    /// A template of the chart with values in their places: what Helm does with templates that have nothing else.
    static func filled(_ template: String, values: JSONValue, namespace: String) throws -> String {
        var text = try chosen(template, values: values)
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
