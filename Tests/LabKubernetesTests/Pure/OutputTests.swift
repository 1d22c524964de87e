import JSON
import Testing

@testable import LabKubernetes

struct OutputTests {
    private static let now = Timestamp(seconds: 1_000)

    private static func cells(_ group: String, _ plural: String, _ object: JSONValue) throws -> [String] {
        let kind = try #require(KindRegistry().kind(group: group, version: "v1", plural: plural))
        let table = TableRenderer(kind: kind, inclusion: .none, now: now).table([object], metadata: [:])
        return table["rows"]?[0]?["cells"]?.arrayValue?.map(\.plainText) ?? []
    }

    private static func metadata(_ name: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
        .object(["name": .string(name), "creationTimestamp": .string(Timestamp(seconds: 990).text)].merging(more) { _, new in new })
    }

    @Test func `a Pod's row`() throws {
        var pod: JSONValue = [
            "metadata": Self.metadata("p"), "spec": ["containers": [["name": "a"], ["name": "b"]], "nodeName": "n"],
            "status": [
                "phase": "Running", "podIP": "10.0.0.1", "containerStatuses": [["ready": true, "restartCount": 2], ["ready": false]],
            ],
        ]
        #expect(try Self.cells("", "pods", pod) == ["p", "1/2", "Running", "2", "10s", "10.0.0.1", "n", "<none>", "<none>"])
        pod.set("now", at: "metadata", "deletionTimestamp")
        #expect(try Self.cells("", "pods", pod)[2] == "Terminating")
    }

    @Test func `an Ingress' row`() throws {
        let ingress: JSONValue = [
            "metadata": Self.metadata("i"),
            "spec": ["ingressClassName": "ake", "tls": [[:]], "rules": [["host": "a"], ["host": "b"], ["host": "c"], ["host": "d"]]],
            "status": ["loadBalancer": ["ingress": [["ip": "1.2.3.4"]]]],
        ]
        #expect(
            try Self.cells("networking.k8s.io", "ingresses", ingress) == ["i", "ake", "a,b,c + 1 more...", "1.2.3.4", "80, 443", "10s"])
        #expect(
            try Self.cells("networking.k8s.io", "ingresses", ["metadata": Self.metadata("i")]) == ["i", "<none>", "*", "", "80", "10s"])
    }

    @Test func `a Service's and a Node's row`() throws {
        let service: JSONValue = [
            "metadata": Self.metadata("s"),
            "spec": [
                "type": "LoadBalancer", "clusterIP": "10.96.0.1",
                "ports": [["port": 80, "nodePort": 30_080], ["port": 53, "protocol": "UDP"]],
            ],
        ]
        #expect(
            try Self.cells("", "services", service).prefix(5) == ["s", "LoadBalancer", "10.96.0.1", "<pending>", "80:30080/TCP,53/UDP"])
        let node: JSONValue = [
            "metadata": Self.metadata("n", ["labels": ["node-role.kubernetes.io/worker": ""]]), "spec": ["unschedulable": true],
            "status": [
                "conditions": [["type": "Ready", "status": "True"]], "addresses": [["type": "InternalIP", "address": "10.0.0.2"]],
            ],
        ]
        #expect(try Self.cells("", "nodes", node).prefix(4) == ["n", "Ready,SchedulingDisabled", "worker", "10s"])
    }

    @Test func `a custom resource's columns follow its definition`() throws {
        let definition: JSONValue = [
            "metadata": ["name": "ws.g"],
            "spec": [
                "group": "g", "scope": "Cluster", "names": ["plural": "ws", "kind": "W"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]],
                        "additionalPrinterColumns": [
                            ["name": "N", "type": "integer", "jsonPath": ".spec.n"],
                            ["name": "Since", "type": "date", "jsonPath": ".spec.since"],
                            ["name": "L", "type": "string", "jsonPath": ".spec.l[*]", "priority": 1],
                        ],
                    ]
                ],
            ],
        ]
        #expect(CustomKinds.problems(of: definition).isEmpty)
        let kind = try #require(CustomKinds.kinds(of: definition).first)
        let object: JSONValue = [
            "metadata": ["name": "w"], "spec": ["n": 3, "since": .string(Timestamp(seconds: 940).text), "l": ["a", "b"]],
        ]
        let table = TableRenderer(kind: kind, inclusion: .metadata, now: Self.now).table([object], metadata: [:])
        #expect(table["columnDefinitions"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["Name", "N", "Since", "L"])
        #expect(table["rows"]?[0]?["cells"] == ["w", 3, "60s", "a,b"])
        #expect(table["rows"]?[0]?["object"]?["kind"] == "PartialObjectMetadata")
    }

    @Test func `a definition that cannot be served says why`() {
        let problems = CustomKinds.problems(of: [
            "metadata": ["name": "x"], "spec": ["group": "g", "scope": "World", "names": ["plural": "ws"], "versions": []],
        ])
        #expect(problems.map(\.field) == ["spec.names.kind", "metadata.name", "spec.scope", "spec.versions"])
    }

    @Test func `events of both groups are one`() throws {
        let registry = KindRegistry()
        let core = try #require(registry.kind(group: "", version: "v1", plural: "events"))
        let other = try #require(registry.kind(group: "events.k8s.io", version: "v1", plural: "events"))
        let event: JSONValue = [
            "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": ["name": "e"], "regarding": ["name": "i"], "note": "n",
            "reportingController": "c",
        ]
        let stored = EventConversion.stored(event, as: other)
        #expect(
            EventConversion.served(stored, as: core) == [
                "apiVersion": "v1", "kind": "Event", "metadata": ["name": "e"], "involvedObject": ["name": "i"], "message": "n",
                "reportingComponent": "c",
            ])
        #expect(EventConversion.served(stored, as: other) == event)
    }

    @Test func `scale shows and changes replicas only`() throws {
        let kind = try #require(KindRegistry().kind(group: "apps", version: "v1", plural: "deployments"))
        let object: JSONValue = [
            "metadata": ["name": "d"], "spec": ["replicas": 2, "selector": ["matchLabels": ["a": "b"]]], "status": ["replicas": 1],
        ]
        let scale = Scaling.scale(of: object, kind)
        #expect(scale["spec"] == ["replicas": 2])
        #expect(scale["status"] == ["replicas": 1, "selector": "a=b"])
        #expect(try Scaling.scaled(object, to: ["spec": ["replicas": 5]], kind).at("spec", "replicas") == 5)
        #expect(throws: APIFailure.self) { try Scaling.scaled(object, to: ["spec": ["replicas": -1]], kind) }
    }

    @Test func `protocol buffers of kubectl are read, broken ones are not`() {
        // k8s\0, Unknown { TypeMeta { "v1", "Namespace" }, raw: Namespace { ObjectMeta { name: "n", creationTimestamp: {} } } }
        let meta: [UInt8] = [0x0A, 1, 0x6E, 0x12, 0, 0x42, 0]
        let raw: [UInt8] = [0x0A, UInt8(meta.count)] + meta
        let type: [UInt8] = [0x0A, 2] + Array("v1".utf8) + [0x12, 9] + Array("Namespace".utf8)
        let bytes: [UInt8] = [0x6B, 0x38, 0x73, 0, 0x0A, UInt8(type.count)] + type + [0x12, UInt8(raw.count)] + raw
        #expect(ProtobufObject.decode(bytes) == ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n"]])
        #expect(ProtobufObject.decode(Array(bytes.dropLast())) == nil)
        #expect(ProtobufObject.decode(Array("{}".utf8)) == nil)
    }
}
