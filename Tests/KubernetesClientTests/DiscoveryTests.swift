import HTTPTransport
import JSON
import KubernetesAPI
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(1))) struct DiscoveryTests {
    private static let ingresses = APIResource(
        type: ResourceType(group: "networking.k8s.io", kind: "Ingress", plural: "ingresses"), singular: "ingress", shortNames: ["ing"])
    private static let events = APIResource(type: ResourceType(kind: "Event", plural: "events"), singular: "event", shortNames: ["ev"])
    private static let newEvents = APIResource(
        type: ResourceType(group: "events.k8s.io", kind: "Event", plural: "events"), singular: "event", shortNames: ["ev"])
    private static let oldIngresses = APIResource(
        type: ResourceType(group: "networking.k8s.io", version: "v1beta1", kind: "Ingress", plural: "ingresses"), singular: "ingress",
        shortNames: ["ing"], categories: ["all"])
    // A kind whose short name is another's plural.
    private static let rude = APIResource(
        type: ResourceType(group: "rude.io", kind: "Rude", plural: "rudes"), singular: "rude", shortNames: ["ingresses"],
        categories: ["all"])

    private let mapper = RESTMapper(
        APIDiscovery(groups: [
            .init(name: "rude.io", versions: [.init(name: "v1", resources: [rude])]),
            .init(name: "events.k8s.io", versions: [.init(name: "v1", resources: [newEvents])]),
            .init(
                name: "networking.k8s.io",
                versions: [.init(name: "v1", resources: [ingresses]), .init(name: "v1beta1", resources: [oldIngresses])]),
            .init(name: "", versions: [.init(name: "v1", resources: [events])]),
        ]))

    @Test(
        "people's names for a resource are understood as kubectl does",
        arguments: [
            ("ingresses", ingresses), ("ingress", ingresses), ("ing", ingresses), ("Ingress", ingresses), ("INGRESSES", ingresses),
            ("ingresses.networking.k8s.io", ingresses), ("ing.networking.k8s.io", ingresses),
            ("ingresses.v1beta1.networking.k8s.io", oldIngresses),
            ("events", events), ("events.events.k8s.io", newEvents), ("events.v1.", events), ("ev.v1.events.k8s.io", newEvents),
            ("rudes", rude), ("nothing", nil),
            ("ingresses.other.io", nil), ("ingresses.v2.networking.k8s.io", nil), ("", nil), (".", nil),
        ] as [(String, APIResource?)])
    func names(name: String, expected: APIResource?) {
        #expect(mapper.resource(name) == expected)
    }

    @Test func `documents' names are exact`() {
        #expect(mapper.resource(apiVersion: "v1", kind: "Event") == Self.events)
        #expect(mapper.resource(apiVersion: "networking.k8s.io/v1beta1", kind: "Ingress") == Self.oldIngresses)
        #expect(mapper.resource(apiVersion: "v1", kind: "events") == nil)
        #expect(mapper.resource("ing", group: "networking.k8s.io") == Self.ingresses)
        #expect(mapper.resource("ing", group: "networking.k8s.io", version: "v1beta1") == Self.oldIngresses)
        #expect(mapper.resources(inCategory: "all") == [Self.rude, Self.oldIngresses])
    }

    @Test func `a server is asked in two calls, and knows what it is asked for`() async throws {
        try await Laboratory.with { lab in
            lab.server.clearRequests()
            let cache = DiscoveryCache(client: lab.client)
            let ingress = try await cache.resource("ing")
            #expect(ingress.type == Ingress.resource && ingress.subresources.contains("status") && ingress.verbs.contains("watch"))
            #expect(lab.server.requests.count == 2)
            #expect(try await cache.resource("no").type == Node.resource)
            #expect(try await cache.resource(apiVersion: "coordination.k8s.io/v1", kind: "Lease").type == Lease.resource)
            #expect(lab.server.requests.count == 2)
        }
    }

    /// A server of the older form, with one version that cannot be reached.
    private func oldServer() -> Recorder {
        let documents: [String: JSONValue] = [
            "/api": ["kind": "APIVersions", "versions": ["v1"]],
            "/api/v1": [
                "kind": "APIResourceList",
                "resources": [
                    ["name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod", "verbs": ["get"], "shortNames": ["po"]],
                    ["name": "pods/status", "singularName": "", "namespaced": true, "kind": "Pod", "verbs": ["get"]],
                ],
            ],
            "/apis": [
                "kind": "APIGroupList",
                "groups": [
                    [
                        "name": "metrics.k8s.io", "versions": [["groupVersion": "metrics.k8s.io/v1beta1", "version": "v1beta1"]],
                        "preferredVersion": ["version": "v1beta1"],
                    ],
                    [
                        "name": "a.io", "versions": [["version": "v1"], ["version": "v2"]], "preferredVersion": ["version": "v2"],
                    ],
                ],
            ],
            "/apis/a.io/v1": ["resources": [["name": "things", "namespaced": false, "kind": "Thing"]]],
            "/apis/a.io/v2": ["resources": [["name": "things", "namespaced": false, "kind": "Thing"]]],
        ]
        return Recorder { request, _ in
            let path = String(request.url.dropFirst("https://x".count))
            return documents[path].map { HTTPResponse(status: 200, body: $0.serialized()) } ?? HTTPResponse(status: 404)
        }
    }

    @Test func `a server of the older form is asked version by version, and one that is down spoils no other`() async throws {
        let transport = oldServer()
        let client = try KubernetesClient(configuration: KubernetesConfiguration(server: "https://x"), transport: transport)
        let cache = DiscoveryCache(client: client, pause: .seconds(60))
        let pods = try await cache.resource("po")
        #expect(pods.type == ResourceType(kind: "Pod", plural: "pods") && pods.subresources == ["status"])
        #expect(
            try await cache.resource("things").type
                == ResourceType(group: "a.io", version: "v2", kind: "Thing", plural: "things", isNamespaced: false))
        #expect(cache.problems.keys.sorted() == ["metrics.k8s.io/v1beta1"])
        let count = transport.requests.count
        let error = try await #require(throws: UnknownResource.self) { try await cache.resource("podmetrics") }
        #expect("\(error)".contains("metrics.k8s.io/v1beta1") && "\(error)".contains("podmetrics"))
        #expect(transport.requests.count == count, "it was asked just now")
    }

    @Test func `what is new is found by asking again, but not again and again`() async throws {
        try await Laboratory.with { lab in
            let cache = DiscoveryCache(client: lab.client, pause: .milliseconds(1))
            await #expect(throws: UnknownResource.self) { try await cache.resource("widgets") }
            try lab.server.put(Self.definition)
            #expect(try await eventually { (try? await cache.resource("widgets"))?.type.group == "example.com" })
            let patient = DiscoveryCache(client: lab.client, pause: .seconds(600))
            _ = try await patient.resource("pods")
            lab.server.clearRequests()
            for _ in 0..<5 { await #expect(throws: UnknownResource.self) { try await patient.resource("gadgets") } }
            #expect(lab.server.requests.isEmpty)
            patient.invalidate()
            await #expect(throws: UnknownResource.self) { try await patient.resource("gadgets") }
            #expect(lab.server.requests.count == 2)
        }
    }

    private static let definition: JSONValue = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": ["name": "widgets.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced",
            "names": ["plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
                ]
            ],
        ],
    ]

    @Test func `the server says which Kubernetes it is`() async throws {
        try await Laboratory.with { lab in
            let version = try await lab.client.serverVersion()
            #expect(version.isAtLeast(minor: 20) && !version.isAtLeast(minor: 1000))
        }
        let vendor = try JSONReader.decode(ServerVersion.self, from: #"{"major":"1","minor":"33+","gitVersion":"v1.33.1-gke.5"}"#)
        #expect(vendor.isAtLeast(minor: 33) && !vendor.isAtLeast(minor: 34) && "\(vendor)" == "v1.33.1-gke.5")
    }
}
