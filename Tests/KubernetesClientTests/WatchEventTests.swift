import JSON
import KubernetesAPI
import Testing

@testable import KubernetesClient

@Suite struct WatchEventTests {
    /// Reads an event through `init(from:)` alone.
    private struct ByTape: Decodable {
        var event: WatchEvent<Service>
        init(from decoder: any Decoder) throws { event = try WatchEvent(from: decoder) }
    }

    private static let object = #"{"metadata":{"name":"a","namespace":"n","resourceVersion":"7"},"spec":{"ports":[{"port":80}]}}"#

    private func both(_ text: String) throws -> (String, String) {
        let bytes = Array(text.utf8)
        let inPlace = String(describing: try JSONReader.project(WatchEvent<Service>.self, from: bytes))
        return (inPlace, String(describing: try JSONReader.decode(ByTape.self, from: bytes).event))
    }

    @Test(
        "an event is read alike either way, in whatever order its members come",
        arguments: [
            (#"{"type":"ADDED","object":\#(object)}"#, "added"), (#"{"object":\#(object),"type":"MODIFIED"}"#, "modified"),
            (#"{"type":"DELETED","object":\#(object),"more":[1]}"#, "deleted"),
            (#"{"type":"ADDED","object":\#(object),"type":"DELETED"}"#, "deleted"),
            (#"{"type":"ADDED","object":{"metadata":{"name":"z"}},"object":\#(object)}"#, "added"),
            (#"{"type":"MODIFIED","object":{"metadata":{"name":"a"},"spec":[]}}"#, "undecodable"),
            (#"{"object":{"metadata":{"name":"a"},"spec":{"ports":[{"port":"x"}]}},"type":"DELETED"}"#, "isDeleted: true"),
            (
                #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}}}"#,
                "initialEventsEnd: true"
            ),
            (#"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}"#, "410"),
        ])
    func events(text: String, expected: String) throws {
        let (inPlace, byTape) = try both(text)
        #expect(inPlace.contains(expected))
        // Of an object that does not fit, each way names the place as far as it sees.
        if !inPlace.contains("undecodable") { #expect(inPlace == byTape) }
    }

    @Test(
        "what is no event is refused",
        arguments: [
            "{}", #"{"type":"ADDED"}"#, #"{"object":{}}"#, #"{"type":"NEW","object":{}}"#, #"{"type":"ADDED","object":7}"#, "[]", "",
        ])
    func noEvents(text: String) {
        #expect(throws: JSONError.self) { try JSONReader.decode(WatchEvent<Service>.self, from: text) }
        #expect(throws: JSONError.self) { try JSONReader.project(WatchEvent<Service>.self, from: Array(text.utf8)) }
    }

    @Test func `an object that its type cannot hold is named with what is wrong with it`() throws {
        let text = #"{"type":"MODIFIED","object":{"metadata":{"name":"a","namespace":"n"},"spec":{"ports":[{"port":80},{}]}}}"#
        guard case .undecodable(let object, isDeleted: false) = try JSONReader.decode(WatchEvent<Service>.self, from: text) else {
            Issue.record("it was read")
            return
        }
        #expect(object.key == ObjectKey(namespace: "n", name: "a"))
        #expect(object.problem == "spec.ports[1].port: is required, but missing")
    }
}
