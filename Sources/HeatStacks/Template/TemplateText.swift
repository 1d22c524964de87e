import JSON
import KubernetesAPI
import YAML

/// Reads template texts as `heatclient.common.template_format` does.
enum TemplateText {
    private static let versionKeys = ["heat_template_version", "HeatTemplateFormatVersion", "AWSTemplateFormatVersion"]

    /// The template in `bytes`; throws the reason why it is none, in words.
    static func parse(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem(text: "is not UTF-8") }
        let value: JSONValue
        do {
            if text.drop(while: \.isWhitespace).hasPrefix("{"), let json = try? JSONValue(parsing: text) {
                value = json
            } else {
                value = try YAMLReader.value(text)
            }
        } catch {
            throw Problem(text: "is not YAML: \(error)")
        }
        guard value.objectValue != nil, versionKeys.contains(where: { value[$0] != nil }) else {
            throw Problem(text: "is not a Heat template: it has no heat_template_version")
        }
        return value
    }

    /// A file's contents as Heat takes them: text as it is, anything else as Python's `base64.encodebytes` writes it, in lines of 76.
    static func content(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var lines = ""
        for start in stride(from: 0, to: bytes.count, by: 57) {
            lines += Base64Data(Array(bytes[start..<min(start + 57, bytes.count)])).base64 + "\n"
        }
        return lines
    }

    /// Why a text is no template.
    struct Problem: Error {
        var text: String
    }
}
