import JSON
import KubernetesAPI
import TestSupport
import Testing

/// Reading in place against reading through `init(from:)`.
@Suite struct ProjectionTests {
    /// A type, and an object of it.
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let check: @Sendable (_ bytes: [UInt8]) -> String?
        /// The value as `init(from:)` reads it.
        let value: @Sendable (_ bytes: [UInt8]) throws -> Any

        init<T: Decodable & JSONProjectable & Equatable & Sendable>(_ type: T.Type, _ text: String) {
            testDescription = "\(type)"
            self.text = text
            value = { try JSONReader.decode(ByTape<T>.self, from: $0).value }
            // What is wrong, if anything is.
            check = { bytes in
                let ours = Result { () throws(JSONError) in try JSONReader.decode(T.self, from: bytes) }
                let theirs = Result { () throws(JSONError) in try JSONReader.decode(ByTape<T>.self, from: bytes).value }
                guard ours == theirs else { return "\(ours)\nis not\n\(theirs)" }
                guard let direct = try? JSONReader.project(T.self, from: bytes) else { return nil }
                return Result.success(direct) == theirs ? nil : "\(direct)\nin place is not\n\(theirs)"
            }
        }
    }

    static let samples = [
        Sample(ObjectMeta.self, Corpus.metadata), Sample(Ingress.self, Corpus.ingress), Sample(IngressClass.self, Corpus.ingressClass),
        Sample(EndpointSlice.self, Corpus.endpointSlice), Sample(Service.self, Corpus.service), Sample(Secret.self, Corpus.secret),
        Sample(Node.self, Corpus.node), Sample(Lease.self, Corpus.lease), Sample(Event.self, Corpus.event),
        Sample(HeatStack.self, Corpus.heatStack), Sample(LoadBalancerClass.self, Corpus.loadBalancerClass),
        Sample(Status.self, Corpus.status),
        Sample(
            Page<Ingress>.self,
            """
            {"kind":"IngressList","metadata":{"resourceVersion":"9","continue":"abc","remainingItemCount":5},
            "items":[\(Corpus.ingress),\(Corpus.undecodable)]}
            """
        ),
        Sample(
            Page<Service>.self,
            """
            {"items":[\(Corpus.service),\(Corpus.undecodable)],"metadata":{"resourceVersion":"9","continue":"abc","remainingItemCount":5}}
            """),
    ]

    /// A page that can be compared.
    struct Page<Item: KubernetesObject & Equatable & JSONProjectable>: Decodable, Equatable, JSONProjectable {
        var list: KubernetesList<Item>

        init(from decoder: any Decoder) throws { list = try KubernetesList(from: decoder) }
        init(reading reader: inout JSONPullReader) throws(JSONError) { list = try reader.read() }

        static func == (left: Self, right: Self) -> Bool {
            left.list.items == right.list.items && left.list.metadata.resourceVersion == right.list.metadata.resourceVersion
                && left.list.metadata.continue == right.list.metadata.continue
                && left.list.metadata.remainingItemCount == right.list.metadata.remainingItemCount
                && left.list.undecodable.map(\.key) == right.list.undecodable.map(\.key)
                && left.list.undecodable.map(\.resourceVersion) == right.list.undecodable.map(\.resourceVersion)
        }
    }

    @Test(arguments: samples)
    func `an object is read in place, whole`(sample: Sample) throws {
        #expect(sample.check(Array(sample.text.utf8)) == nil)
    }

    @Test(arguments: samples)
    func `an object cut off anywhere is refused`(sample: Sample) {
        let bytes = Array(sample.text.utf8)
        for end in bytes.indices.dropLast() where end % 3 == 0 {
            if let problem = sample.check(Array(bytes[..<end])) { Issue.record("\(end): \(problem)") }
        }
    }

    @Test(arguments: samples, 0..<6 as Range<UInt64>)
    func `a damaged object is read alike either way`(sample: Sample, seed: UInt64) {
        let original = Array(sample.text.utf8)
        var damage = Damage(seed: seed)
        for _ in 0..<120 {
            let bytes = damage.damaged(original)
            if let problem = sample.check(bytes) { Issue.record("\(String(decoding: bytes, as: UTF8.self))\n\(problem)") }
        }
    }

    /// A field that nobody put into the corpus could be forgotten by the way in place, and no test would see it.
    @Test(arguments: samples)
    func `every field of every type has a value in the corpus`(sample: Sample) throws {
        var fields = FieldCoverage()
        fields.visit(try sample.value(Array(sample.text.utf8)))
        #expect(fields.empty == [])
    }

    @Test func `what is read in place is what the text says`() throws {
        let ingress = try JSONReader.project(Ingress.self, from: Array(Corpus.ingress.utf8))
        #expect(ingress.key == ObjectKey(namespace: "web-team", name: "shop"))
        #expect(ingress.metadata.labels == ["app.kubernetes.io/name": "shop", "tier": ""])
        #expect(ingress.metadata.annotations["note"] == "a \"quoted\" café")
        #expect(ingress.metadata.creationTimestamp?.description == "2026-03-01T09:30:00Z" && !ingress.metadata.isBeingDeleted)
        #expect(ingress.spec?.rules?.first?.http?.paths?.last?.backend.service == .init(name: "api", port: .init(name: "http")))
        #expect(ingress.spec?.tls?.first?.hosts == ["shop.example.com", "*.example.com"])
        #expect(ingress.status?.loadBalancer?.ingress?.last?.hostname == "lb.example.com")
        let slice = try JSONReader.project(EndpointSlice.self, from: Array(Corpus.endpointSlice.utf8))
        #expect(
            slice.endpoints?.map(\.addresses) == [
                ["10.244.12.34"], ["10.244.12.35"], ["10.244.12.36", "10.244.12.37"], ["fd00::1"], ["host.example.com"], [],
            ])
        #expect(slice.endpoints?.first?.conditions == .init(ready: true, serving: true, terminating: false))
        #expect(slice.endpoints?.map(\.zone) == ["zone-a", "zone-b", nil, "zone-b", nil, nil])
    }

    @Test func `one object that does not fit does not hide the others`() throws {
        let text =
            #"{"metadata":{},"items":[\#(Corpus.service),{"metadata":{"name":"x","namespace":"n","resourceVersion":"5"},"spec":{"ports":[{}]}},\#(Corpus.service)]}"#
        let list = try JSONReader.decode(KubernetesList<Service>.self, from: text)
        #expect(list.items.count == 2)
        #expect(
            list.undecodable == [
                UndecodableObject(
                    key: ObjectKey(namespace: "n", name: "x"), resourceVersion: "5", problem: "spec.ports[0].port: is required, but missing"
                )
            ])
    }

    @Test func `a type that is only Decodable is read from a list as ever`() throws {
        struct Plain: KubernetesObject {
            static let resource = ResourceType(kind: "Plain", plural: "plains")
            var metadata: ObjectMeta
            var spec: [String: Int]?
        }
        let list = try JSONReader.decode(
            KubernetesList<Plain>.self,
            from:
                #"{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"},"spec":{"n":1}},{"metadata":{"name":"b"},"spec":[]}]}"#
        )
        #expect(list.items.map(\.spec) == [["n": 1]])
        #expect(list.undecodable.map(\.key.name) == ["b"] && list.undecodable.first?.problem == "spec: expected an object, found an array")
    }
}
