import JSON
import TestSupport
import Testing

@testable import KubernetesAPI

/// What is kept packed comes out as it went in.
@Suite struct PackingTests {
    @Test(
        "a text is kept as its difference from the one before",
        arguments: [
            [""], ["", ""], ["a", "a", "b"], ["web-5d8f7c9b6d-x2x8v", "web-5d8f7c9b6d-abcde", "web-5d8f7c9b6d-abcde"],
            ["worker-1.example.internal", "worker-22.example.internal", "worker-2.example.internal", ""], ["aa", "aaa", "a", "aaaa"],
            ["é", "è", "ê€", "😀"], [String(repeating: "x", count: 600), String(repeating: "x", count: 601), "x"],
        ])
    func delta(texts: [String]) {
        var writer = PackedWriter()
        var row = DeltaText()
        for text in texts { row.write(text, to: &writer) }
        var reader = PackedReader(writer.exact)
        row = DeltaText()
        for text in texts {
            row.read(&reader)
            #expect(row.string == text)
        }
        #expect(reader.isAtEnd)
        reader = PackedReader(writer.exact)
        for _ in texts { DeltaText.skip(&reader) }
        #expect(reader.isAtEnd)
    }

    @Test(
        "texts come back, absent ones and repeated ones too, and a repeated one takes a byte",
        arguments: [
            [nil], ["", nil, ""], ["a", "b", "a", "b", nil, "a"], ["shop.example.com", "*.example.com", "shop.example.com"],
            // Written alike, but not the same bytes.
            ["caf\u{E9}", "cafe\u{301}", "caf\u{E9}"], (0..<200).map { "host-\($0 % 70)" } + (0..<200).map { "host-\($0 % 60)" },
        ] as [[String?]])
    func row(texts: [String?]) {
        var writer = PackedWriter()
        var row = TextRow()
        for text in texts { row.write(text, to: &writer) }
        let repeated = writer.count
        if let last = texts.last { row.write(last, to: &writer) }
        #expect(writer.count == repeated + 1)
        var reader = PackedReader(writer.exact)
        row = TextRow()
        for text in texts { #expect(row.read(&reader).map { Array($0.utf8) } == text.map { Array($0.utf8) }) }
    }

    @Test func `keys have numbers while there is room, and the same one every time`() {
        let numbers = KeyNumbers(limit: 3)
        func number(_ key: String) -> Int? {
            var key = key
            return key.withUTF8 { numbers.number(of: $0) }
        }
        #expect([number("a"), number("b"), number("a"), number(""), number("c"), number("b")] == [0, 1, 0, 2, nil, 1])
        #expect(number(String(repeating: "x", count: KeyNumbers.longestKey + 1)) == nil)
        #expect([numbers.key(0), numbers.key(2), numbers.key(3), numbers.key(.max)] == ["a", "", "", ""])
    }

    @Test func `labels come back when there are more keys than numbers`() {
        let labels = Dictionary(uniqueKeysWithValues: (0..<6000).map { ("key.example.com/\($0)", "\($0)") })
        let first = ObjectMeta(name: "a", labels: labels)
        #expect(first.labels == labels && first.label("key.example.com/5999") == "5999" && first.label("key.example.com/6000") == nil)
        #expect(first == ObjectMeta(name: "a", labels: labels))
    }

    private static let ingresses: [Ingress] = {
        let service = Ingress.Backend(service: .init(name: "web", port: .init(number: 80)))
        let odd: [Ingress.Backend] = [
            .init(), .init(service: .init(name: "", port: nil)), .init(service: .init(name: "web", port: .init())),
            .init(service: .init(name: "web", port: .init(name: "http", number: -1))),
            .init(
                service: .init(name: "a", port: nil),
                resource: .init(apiVersion: "v", kind: "k", name: "n", namespace: "s", uid: "u", resourceVersion: "7")),
            .init(resource: .init()),
        ]
        let specs: [Ingress.Spec?] = [
            nil, .init(), .init(ingressClassName: "ake", rules: [], tls: []),
            .init(
                defaultBackend: service,
                rules: [
                    .init(), .init(host: "a.example", http: .init(paths: nil)), .init(host: "a.example", http: .init(paths: [])),
                    .init(host: "*.example", http: .init(paths: odd.map { .init(path: "/", pathType: "Exact", backend: $0) })),
                    .init(host: "", http: .init(paths: [.init(path: nil, pathType: nil, backend: service)])),
                ],
                tls: [.init(), .init(hosts: [], secretName: ""), .init(hosts: ["a.example", "", "*.example"], secretName: "cert")]),
        ]
        let statuses: [Ingress.Status?] = [
            nil, .init(), .init(loadBalancer: .init()), .init(loadBalancer: .init(ingress: [])),
            .init(
                loadBalancer: .init(ingress: [
                    .init(), .init(ip: "203.0.113.1", ports: []),
                    .init(hostname: "lb.example", ports: [.init(port: 443), .init(port: 53, protocol: "UDP")]),
                ])),
        ]
        return specs.flatMap { spec in statuses.map { Ingress(metadata: ObjectMeta(name: "i"), spec: spec, status: $0) } }
    }()

    @Test(arguments: ingresses)
    func `what an Ingress wants and has comes back as it was`(ingress: Ingress) throws {
        var copy = Ingress(metadata: ingress.metadata)
        #expect(copy.spec == nil && copy.status == nil && copy.className == nil)
        copy.status = ingress.status
        copy.spec = ingress.spec
        #expect(copy == ingress && copy.hashValue == ingress.hashValue && copy.className == ingress.spec?.ingressClassName)
        #expect(copy.spec == ingress.spec && copy.status == ingress.status)
        // Through JSON, which knows nothing of how it is kept.
        let text = try JSONWriter.encode(copy)
        #expect(try JSONReader.decode(ByTape<Ingress>.self, from: text).value == ingress)
        #expect(try JSONReader.project(Ingress.self, from: text) == ingress)
    }

    @Test func `no two of these Ingresses are the same`() {
        #expect(Set(Self.ingresses).count == Self.ingresses.count)
    }

    @Test(arguments: [0, 1, -1, 63, 64, -65, 300, .max, .min] as [Int64])
    func `numbers of any size come back`(number: Int64) {
        var writer = PackedWriter()
        writer.put(signed: number)
        writer.put(number: UInt64(bitPattern: number))
        var reader = PackedReader(writer.exact)
        #expect(reader.signed() == number && reader.number() == UInt64(bitPattern: number) && reader.isAtEnd)
    }

    @Test(
        "an IPv4 address is four bytes only in its one form",
        arguments: [
            ("10.0.0.1", true), ("255.255.255.255", true), ("0.0.0.0", true), ("010.0.0.1", false), ("1.2.3", false), ("1.2.3.256", false),
            ("1.2.3.4.5", false), ("", false), ("fd00::1", false), ("1..2.3", false), ("a.b.c.d", false), (".1.2.3", false),
            ("1.2.3.", false),
        ])
    func ipv4(text: String, isOne: Bool) {
        let address = PackedIPv4.bytes(text.utf8)
        #expect((address != nil) == isOne)
        #expect(address.map { PackedIPv4.text($0) } ?? text == text)
    }

    @Test(
        "any UID comes back, in 16 bytes if it is a UUID in lower case",
        arguments: [
            "0f6b1a52-4d2f-4a3d-9b7e-3f1f0c2f8a11", "0F6B1A52-4d2f-4a3d-9b7e-3f1f0c2f8a11", "", "u-1",
            "0f6b1a52-4d2f-4a3d-9b7e-3f1f0c2f8a1",
            "0f6b1a52-4d2f-4a3d-9b7e-3f1f0c2f8a1g", "0f6b1a5204d2f04a3d09b7e03f1f0c2f8a11",
        ])
    func uid(text: String) {
        let metadata = ObjectMeta(name: "a", uid: text)
        #expect(metadata.uid == text)
        #expect(metadata.hasSameUID(as: ObjectMeta(name: "b", uid: text)))
        #expect(!metadata.hasSameUID(as: ObjectMeta(name: "a", uid: text + "x")) && !metadata.hasSameUID(as: ObjectMeta(name: "a")))
    }

    private static let owner = OwnerReference(
        apiVersion: "apps/v1", kind: "ReplicaSet", name: "r", uid: "0f6b1a52-4d2f-4a3d-9b7e-3f1f0c2f8a11", controller: true)

    @Test func `each part of metadata is set and read apart from the others`() {
        var metadata = ObjectMeta(name: "a", namespace: "n", resourceVersion: "7")
        let bare = metadata
        metadata.generateName = "a-"
        metadata.uid = "u"
        metadata.generation = -3
        metadata.creationTimestamp = Timestamp(seconds: 1_700_000_000)
        metadata.deletionTimestamp = Timestamp(microseconds: 1_700_000_000_000_001)
        metadata.labels["x"] = "1"
        metadata.labels["app.kubernetes.io/name"] = "é"
        metadata.annotations = ["k": String(repeating: "v", count: 300), "": ""]
        metadata.ownerReferences = [Self.owner, OwnerReference(apiVersion: "", kind: "", name: "", uid: "")]
        metadata.finalizers = ["a/b", ""]
        #expect(metadata.generateName == "a-" && metadata.uid == "u" && metadata.generation == -3)
        #expect(metadata.creationTimestamp == Timestamp(seconds: 1_700_000_000))
        #expect(metadata.deletionTimestamp == Timestamp(microseconds: 1_700_000_000_000_001) && metadata.isBeingDeleted)
        #expect(metadata.labels == ["x": "1", "app.kubernetes.io/name": "é"])
        #expect(metadata.label("x") == "1" && metadata.label("app.kubernetes.io/name") == "é" && metadata.label("app") == nil)
        #expect(metadata.annotation("k")?.count == 300 && metadata.annotation("") == "" && metadata.annotation("x") == nil)
        #expect(metadata.ownerReferences.first == Self.owner && metadata.ownerReferences.count == 2)
        #expect(metadata.controllerReference == Self.owner && metadata.finalizers == ["a/b", ""])
        (metadata.generateName, metadata.uid, metadata.generation) = (nil, nil, nil)
        (metadata.creationTimestamp, metadata.deletionTimestamp) = (nil, nil)
        (metadata.labels, metadata.annotations, metadata.ownerReferences, metadata.finalizers) = ([:], [:], [], [])
        #expect(metadata == bare && metadata.hashValue == bare.hashValue)
    }

    @Test(arguments: [
        Timestamp(seconds: 0), Timestamp(seconds: -5), Timestamp(microseconds: 3, isMicroTime: false), Timestamp(microseconds: -7),
    ])
    func `a time keeps its precision and its form`(time: Timestamp) {
        #expect(ObjectMeta(name: "", creationTimestamp: time).creationTimestamp == time)
    }

    private static let endpoints: [EndpointSlice.Endpoint] = [
        .init(
            addresses: ["10.0.0.1"], conditions: .init(ready: true, serving: true, terminating: false),
            targetRef: ObjectReference(kind: "Pod", name: "web-1-abc", namespace: "n"), nodeName: "w-1.example", zone: "a"),
        .init(
            addresses: ["10.0.0.2"], conditions: .init(ready: false),
            targetRef: ObjectReference(kind: "Pod", name: "web-1-abd", namespace: "n"),
            nodeName: "w-2.example", zone: "b"),
        .init(addresses: ["fd00::1", "fd00::2"], conditions: .init()), .init(addresses: ["fd00::2"], targetRef: ObjectReference()),
        .init(addresses: ["host.example"], nodeName: "", zone: ""), .init(addresses: []), .init(addresses: [""]),
        .init(addresses: ["10.0.0.01"], conditions: .init(terminating: true), zone: "b"),
    ]

    @Test func `endpoints come back as they were`() {
        let slice = EndpointSlice(metadata: ObjectMeta(name: "s"), endpoints: Self.endpoints)
        #expect(slice.endpoints == Self.endpoints)
        #expect(EndpointSlice(metadata: ObjectMeta(name: "s"), endpoints: []).endpoints == [])
        #expect(EndpointSlice(metadata: ObjectMeta(name: "s")).endpoints == nil)
        #expect(slice.addresses() == Self.endpoints.flatMap(\.addresses))
        #expect(
            slice.addresses { $0.ready != false && $0.terminating != true } == [
                "10.0.0.1", "fd00::1", "fd00::2", "fd00::2", "host.example", "",
            ])
    }

    @Test func `endpoints that are read are those that are written`() throws {
        let slice = EndpointSlice(metadata: ObjectMeta(name: "s"), addressType: "IPv4", endpoints: Self.endpoints, ports: [.init(port: 80)])
        #expect(try JSONReader.project(EndpointSlice.self, from: JSONWriter.encode(slice)) == slice)
        #expect(try JSONReader.decode(ByTape<EndpointSlice>.self, from: JSONWriter.encode(slice)).value == slice)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `packed bytes that are damaged never trap`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<500 {
            var writer = PackedWriter()
            for _ in 0..<Int(random.next() % 80) { writer.put(UInt8(truncatingIfNeeded: random.next() >> (random.next() % 2 * 5))) }
            _ = MetadataParts(PackedMetadata(writer))
            _ = PackedEndpoints(writer).all
            _ = PackedEndpoints(writer).addresses { _ in true }
            let ingress = PackedIngress(writer)
            _ = (ingress.spec, ingress.status, ingress.className)
        }
    }
}
