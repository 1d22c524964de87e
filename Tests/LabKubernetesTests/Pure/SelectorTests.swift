import JSON
import Testing

@testable import LabKubernetes

struct SelectorTests {
    @Test(arguments: [
        ("app=web", true), ("app==web", true), ("app!=web", false), ("app in (web, db)", true), ("app notin (web)", false), ("app", true),
        ("!app", false),
        ("old!=x", true), ("!old,app=web", true), ("app=web,tier=back", false), ("tier notin (back,middle)", true), ("", true),
    ]) func `label selectors`(text: String, fits: Bool) throws {
        #expect(try LabelSelector(text).matches(["app": "web", "tier": "front"]) == fits)
    }

    @Test(arguments: ["a b", "=x", "a in x"]) func `what is no label selector is refused with 400`(text: String) {
        #expect { try LabelSelector(text) } throws: { ($0 as? APIFailure)?.code == 400 }
    }

    private static func pods() throws -> ServedKind { try #require(KindRegistry().kind(group: "", version: "v1", plural: "pods")) }

    @Test(arguments: [
        ("metadata.name=p", true), ("metadata.name!=p", false), ("spec.nodeName=n1,status.phase!=Failed", true),
        ("status.phase=Failed", false),
        ("metadata.namespace=default", true),
    ]) func `field selectors`(text: String, fits: Bool) throws {
        let pod: JSONValue = [
            "metadata": ["name": "p", "namespace": "default"], "spec": ["nodeName": "n1"], "status": ["phase": "Running"],
        ]
        #expect(try FieldSelector(text, for: Self.pods()).matches(pod) == fits)
    }

    @Test func `a field that cannot be selected by is refused`() throws {
        let pods = try Self.pods()
        #expect { try FieldSelector("spec.color=red", for: pods) } throws: { ($0 as? APIFailure)?.code == 400 }
    }

    private static func pod(_ phase: String?, revision: Int64) -> StoredObject? {
        phase.map {
            StoredObject(
                ["metadata": ["name": "p", "namespace": "default", "labels": ["phase": .string($0)]]], revision: revision)
        }
    }

    @Test(
        arguments: [
            (nil, "in", "ADDED"), (nil, "out", nil), ("in", "in", "MODIFIED"), ("in", "out", "DELETED"), ("out", "in", "ADDED"),
            ("out", "out", nil),
            ("in", nil, "DELETED"), ("out", nil, nil),
        ] as [(String?, String?, String?)])
    func `a watch sees what enters and leaves its selection`(before: String?, after: String?, type: String?) throws {
        let selection = Selection(kind: try Self.pods(), namespace: "default", labels: try LabelSelector("phase=in"))
        let record = ChangeRecord(
            revision: 7, place: GroupResource(group: "", resource: "pods"), key: ObjectKey(namespace: "default", name: "p"),
            previous: Self.pod(before, revision: 6), current: Self.pod(after, revision: 7))
        let event = selection.event(record)
        #expect(event?.type == type)
        if type == "DELETED" { #expect(event?.object.resourceVersion == "7") }
    }

    @Test(arguments: [
        ("GET", "/api/v1/namespaces/a/pods/p/status?x=1", "get", "", "pods", "a", "p", "status"),
        ("GET", "/api/v1/namespaces/a", "get", "", "namespaces", "a", "a", ""),
        ("PUT", "/api/v1/namespaces/a/finalize", "update", "", "namespaces", "a", "a", "finalize"),
        ("GET", "/apis/apps/v1/deployments?watch=true", "watch", "apps", "deployments", "", "", ""),
        ("DELETE", "/apis/apps/v1/namespaces/a/deployments", "deletecollection", "apps", "deployments", "a", "", ""),
        ("POST", "/api/v1/namespaces/a/serviceaccounts/s/token", "create", "", "serviceaccounts", "a", "s", "token"),
    ]) func `request targets`(
        method: String, uri: String, verb: String, group: String, resource: String, namespace: String, name: String, subresource: String
    ) {
        let target = RequestTarget(method: method, uri: uri)
        #expect(target.isResource)
        #expect(
            [target.verb, target.group, target.resource, target.namespace, target.name, target.subresource] == [
                verb, group, resource, namespace, name, subresource,
            ])
    }

    @Test func `queries are decoded`() {
        let target = RequestTarget(method: "GET", uri: "/api/v1/pods?labelSelector=a%3Db%2Cc&fieldSelector=x+y&watch")
        #expect(target.query == ["labelSelector": "a=b,c", "fieldSelector": "x y", "watch": ""])
        #expect(!RequestTarget(method: "GET", uri: "/version").isResource)
    }

    @Test(
        arguments: [
            ("", MediaType.json), ("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", .table),
            ("application/vnd.kubernetes.protobuf,application/json", .json),
            ("*/*", .json), ("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", .metadata),
            ("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json", .discovery), ("text/html", nil),
        ] as [(String, MediaType?)]) func `accepted forms`(accept: String, media: MediaType?)
    { #expect(MediaType(accept: accept) == media) }
}
