import JSON
import Testing

@testable import LabKubernetes

struct ServerSideApplyTests {
    private static let type = MergeType(paths: [
        "metadata.finalizers{}", "spec.ports[port,protocol=TCP]", "spec.selector!", "spec.containers[name].env[name]",
    ])

    private func apply(
        _ manager: String, _ configuration: JSONValue, to live: JSONValue?, _ owners: ManagedFields = ManagedFields(), force: Bool = false
    ) -> ServerSideApply.Outcome {
        let writer = ManagedFields.Entry(
            manager: manager, operation: "Apply", apiVersion: "v1", subresource: "", time: nil, fields: FieldSet())
        return ServerSideApply(type: Self.type, writer: writer, force: force).apply(configuration, to: live, owners: owners)
    }

    private func applied(_ outcome: ServerSideApply.Outcome) throws -> (JSONValue, ManagedFields) {
        guard case .applied(let object, let owners) = outcome else {
            Issue.record("refused: \(outcome)")
            throw APIFailure.badRequest("refused")
        }
        return (object, owners)
    }

    @Test func `a first apply owns what it sets`() throws {
        let (object, owners) = try applied(
            apply("a", ["apiVersion": "v1", "metadata": ["name": "x", "labels": ["l": "1"]], "spec": ["n": 1]], to: nil))
        #expect(object.at("spec", "n") == 1)
        #expect(owners.entries.first?.fields.encoded == ["f:metadata": ["f:labels": ["f:l": [:]]], "f:spec": ["f:n": [:]]])
    }

    @Test func `another value of an owned field is a conflict, the same value is shared`() throws {
        let (live, owners) = try applied(apply("a", ["spec": ["n": 1, "m": 1]], to: nil))
        #expect(apply("b", ["spec": ["n": 2]], to: live, owners) == .conflicts([.init(manager: "\"a\"", field: ".spec.n")]))
        let (_, shared) = try applied(apply("b", ["spec": ["n": 1]], to: live, owners))
        #expect(shared.entries.map(\.manager) == ["a", "b"])
        #expect(shared.entries.map { $0.fields.shownPaths } == [[".spec.m", ".spec.n"], [".spec.n"]])
    }

    @Test func `force takes ownership`() throws {
        let (live, owners) = try applied(apply("a", ["spec": ["n": 1, "m": 1]], to: nil))
        let (object, forced) = try applied(apply("b", ["spec": ["n": 2]], to: live, owners, force: true))
        #expect(object == ["spec": ["n": 2, "m": 1]])
        #expect(forced.entries.map { $0.fields.shownPaths } == [[".spec.m"], [".spec.n"]])
    }

    @Test func `a field no longer applied is removed unless somebody else owns it`() throws {
        let (first, owners) = try applied(apply("a", ["spec": ["n": 1, "m": 1]], to: nil))
        let (second, shared) = try applied(apply("b", ["spec": ["m": 1]], to: first, owners))
        let (third, rest) = try applied(apply("a", ["spec": [:]], to: second, shared))
        #expect(third == ["spec": ["m": 1]])
        #expect(rest.entries.first { $0.manager == "b" }?.fields.shownPaths == [".spec.m"])
    }

    @Test func `elements of keyed lists are owned one by one`() throws {
        let (first, owners) = try applied(apply("a", ["spec": ["ports": [["port": 80, "name": "http"]]]], to: nil))
        let (second, both) = try applied(
            apply("b", ["spec": ["ports": [["port": 443, "protocol": "TCP", "name": "https"]]]], to: first, owners))
        #expect(second.at("spec", "ports")?.elements.map { $0.at("name") } == ["http", "https"])
        let (third, _) = try applied(apply("a", ["spec": [:]], to: second, both))
        #expect(third.at("spec", "ports")?.elements.map { $0.at("name") } == ["https"])
    }

    @Test func `sets merge, atomic maps are replaced`() throws {
        let (first, owners) = try applied(apply("a", ["metadata": ["finalizers": ["x"]], "spec": ["selector": ["a": "1"]]], to: nil))
        let (second, both) = try applied(apply("b", ["metadata": ["finalizers": ["y"]]], to: first, owners))
        #expect(second.finalizers == ["x", "y"])
        let (third, _) = try applied(apply("a", ["spec": ["selector": ["b": "2"]]], to: second, both))
        #expect(third == ["metadata": ["finalizers": ["y"]], "spec": ["selector": ["b": "2"]]])
    }

    @Test func `an update takes fields from those who applied them`() throws {
        let (live, owners) = try applied(apply("a", ["spec": ["n": 1, "m": 1]], to: nil))
        let writer = ManagedFields.Entry(
            manager: "u", operation: "Update", apiVersion: "v1", subresource: "", time: "t", fields: FieldSet())
        let updated = owners.updated(by: writer, from: live, to: ["spec": ["n": 2]], Self.type)
        #expect(updated.entries.map { "\($0.manager) \($0.fields.shownPaths)" } == [#"u [".spec.n"]"#])
        #expect(
            apply("a", ["spec": ["n": 1]], to: ["spec": ["n": 2]], updated)
                == .conflicts([.init(manager: #""u" using v1 at t"#, field: ".spec.n")]))
    }

    @Test func `managed fields survive being written and read`() throws {
        let (object, owners) = try applied(
            apply(
                "a", ["metadata": ["finalizers": ["f"]], "spec": ["containers": [["name": "c", "env": [["name": "E", "value": "1"]]]]]],
                to: nil))
        var stored = object
        stored.set(owners.encoded, at: "metadata", "managedFields")
        #expect(ManagedFields(stored) == owners)
        #expect(
            owners.entries.first?.fields.encoded.at("f:spec", "f:containers") == [
                #"k:{"name":"c"}"#: [".": [:], "f:name": [:], "f:env": [#"k:{"name":"E"}"#: [".": [:], "f:name": [:], "f:value": [:]]]]
            ])
    }

    @Test func `conflicts are told in Kubernetes' words`() {
        let one = ServerSideApply.failure([.init(manager: "\"a\"", field: ".spec.n")])
        #expect(one.message == #"Apply failed with 1 conflict: conflict with "a": .spec.n"#)
        #expect(one.causes == [.init(reason: "FieldManagerConflict", message: "conflict with \"a\"", field: ".spec.n")])
        let two = ServerSideApply.failure([.init(manager: "\"a\"", field: ".spec.n"), .init(manager: "\"a\"", field: ".spec.m")])
        #expect(two.message == "Apply failed with 2 conflicts: conflicts with \"a\":\n- .spec.n\n- .spec.m")
    }
}
