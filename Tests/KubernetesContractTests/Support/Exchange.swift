import HTTPTransport
import JSON

/// An answer of the server, refusal or not.
struct Exchange: Sendable {
    var response: HTTPResponse

    var status: Int { response.status }
    var headers: [HTTPHeader] { response.headers }
    /// The body as JSON; `null` when it is none.
    var value: JSONValue { (try? JSONValue(parsing: response.body)) ?? .null }
    var metadata: JSONValue { value["metadata"] ?? .null }
    var version: String { metadata["resourceVersion"]?.stringValue ?? "" }
    var uid: String { metadata["uid"]?.stringValue ?? "" }
    var message: String { value["message"]?.stringValue ?? "" }
    var reason: String { value["reason"]?.stringValue ?? "" }
    /// The reasons and fields of the causes of a refusal.
    var causes: [[String]] {
        (value["details"]?["causes"]?.arrayValue ?? []).map { [$0["reason"]?.stringValue ?? "", $0["field"]?.stringValue ?? ""] }
    }
    /// The names of a list's items.
    var names: [String] { (value["items"]?.arrayValue ?? []).compactMap { $0["metadata"]?["name"]?.stringValue } }
    /// The texts of the warnings.
    var warnings: [String] { headers.filter { $0.name.lowercased() == "warning" }.map(\.value) }
}
