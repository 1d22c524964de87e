import Crypto
import HTTPTransport
import JSON
import KubernetesAPI
import LabKubernetes
import Testing

@testable import HeatStacks

/// Templates beside those of the web: brought along, in ConfigMaps, pinned, with files of the spec's own.
@Suite(.timeLimit(.minutes(1))) struct TemplatePlacesTests {
    static let parent =
        "heat_template_version: 2018-08-31\nresources: {m: {type: member.yaml}, s: {type: X, properties: {f: {get_file: run.sh}}}}\n"
    static let member = "heat_template_version: 2018-08-31\n"

    static func source(_ texts: [String: String]) -> TemplateSource {
        TemplateSource { url, _ in
            guard let text = texts[url] else { throw TemplateError(.notFound, url: url, "is not there") }
            return Array(text.utf8)
        }
    }

    static func configMaps(_ texts: [String: String]) -> TemplateSource {
        TemplateSource(
            configMaps: { name, namespace in
                name == "templates" && namespace == "default" ? ConfigMap(metadata: ObjectMeta(name: name), data: texts) : nil
            }, fetch: { url, _ in throw TemplateError(.notFound, url: url, "not asked for") })
    }

    @Test(arguments: ["builtin://cls", "builtin://cls.yaml", "builtin:///cls.yaml"])
    func `the templates that the controller brings along have names, and their files keep theirs wherever they lie`(url: String)
        async throws
    {
        let transport = try AsyncHTTPTransport()
        let source = TemplateSource(transport: transport, directories: [], builtin: Bench.root + "/heat/templates")
        let resolved = try await TemplateResolver(source: source).resolve(url)
        await transport.shutdown()
        #expect(resolved.parameterNames.contains("replicas") && resolved.files["builtin:///cls_member.yaml"] != nil)
        #expect(resolved.files.keys.allSatisfy { $0.hasPrefix("builtin:///") })
        #expect(
            resolved.template["resources"]?["resource_group_anlb"]?["properties"]?["resource_def"]?["type"] == "builtin:///cls_member.yaml")
    }

    @Test(arguments: [
        "builtin://../../Package.swift", "builtin:///../README.md", "builtin://none", "builtin:///%2e%2e/plugins/pyproject.toml",
    ])
    func `nothing else of the controller's machine has such a name`(url: String) async throws {
        let transport = try AsyncHTTPTransport()
        let source = TemplateSource(transport: transport, directories: [], builtin: Bench.root + "/heat/templates")
        await #expect(throws: TemplateError.self) { try await TemplateResolver(source: source).resolve(url) }
        await transport.shutdown()
    }

    @Test func `a controller without templates says so`() async throws {
        let transport = try AsyncHTTPTransport()
        let resolver = TemplateResolver(source: TemplateSource(transport: transport))
        let error = await #expect(throws: TemplateError.self) { try await resolver.resolve("builtin://cls") }
        await transport.shutdown()
        #expect(error?.description == "builtin:///cls.yaml: this controller brings no templates along (--builtin-templates)")
    }

    @Test func `a ConfigMap of the object's namespace holds a template and what it refers to`() async throws {
        let source = Self.configMaps(["cls.yaml": Self.parent, "member.yaml": Self.member, "run.sh": "#!/bin/sh\n"])
        let resolved = try await TemplateResolver(source: source).resolve("configMap://templates/cls.yaml", namespace: "default")
        #expect(Set(resolved.files.keys) == ["configMap://templates/member.yaml", "configMap://templates/run.sh"])
        let error = await #expect(throws: TemplateError.self) {
            try await TemplateResolver(source: source).resolve("configMap://templates/cls.yaml", namespace: "other")
        }
        #expect(error?.kind == .notFound && error?.problem == "there is no ConfigMap templates in namespace other")
        let key = await #expect(throws: TemplateError.self) {
            try await TemplateResolver(source: source).resolve("configMap://templates/none", namespace: "default")
        }
        #expect(key?.problem == "ConfigMap templates in namespace default has no key none")
    }

    @Test(arguments: ["configMap://templates", "configMap:///cls.yaml", "configMap://a/b/c"])
    func `a ConfigMap's URL is a name and a key`(url: String) async throws {
        let error = await #expect(throws: TemplateError.self) {
            try await TemplateResolver(source: Self.configMaps([:])).resolve(url, namespace: "default")
        }
        #expect(error?.problem.contains("configMap://name/key") == true)
    }

    @Test func `a template from the web gets no ConfigMap of the namespace`() async throws {
        let source = TemplateSource(
            configMaps: { name, _ in ConfigMap(metadata: ObjectMeta(name: name), data: ["k": "private"]) },
            fetch: { _, _ in
                Array("heat_template_version: 2018-08-31\nresources: {r: {type: X, properties: {f: {get_file: 'configMap://own/k'}}}}".utf8)
            })
        let error = await #expect(throws: TemplateError.self) {
            try await TemplateResolver(source: source).resolve("https://evil.example/t.yaml", namespace: "default")
        }
        #expect(error?.problem == "is a ConfigMap, which a file from elsewhere may not refer to")
    }

    @Test func `files of the spec take the place of what would be fetched`() async throws {
        let source = Self.source(["https://t/a/cls.yaml": Self.parent, "https://t/a/member.yaml": Self.member])
        let resolved = try await TemplateResolver(source: source).resolve("https://t/a/cls.yaml", files: ["run.sh": "mine", "unused": "x"])
        #expect(
            resolved.files == ["https://t/a/run.sh": "mine", "https://t/a/member.yaml": resolved.files["https://t/a/member.yaml"] ?? ""])
    }

    @Test func `a pinned template is taken only with the digest it is pinned to, and the digest found is told`() async throws {
        let alone = Self.source(["https://t/one.yaml": Self.member])
        let digest = Hexadecimal.text(SHA256.hash(data: Array(Self.member.utf8)))
        #expect(try await TemplateResolver(source: alone).resolve("https://t/one.yaml", digest: digest).digest == digest)
        let error = await #expect(throws: TemplateError.self) {
            try await TemplateResolver(source: alone).resolve("https://t/one.yaml", digest: String(repeating: "0", count: 64))
        }
        #expect(error?.kind == .invalid && error?.problem.contains(digest) == true)
    }

    @Test func `the digest covers every file, and is the same wherever the files lie`() async throws {
        func digest(_ root: String, script: String) async throws -> String {
            let source = Self.source(["\(root)cls.yaml": Self.parent, "\(root)member.yaml": Self.member, "\(root)run.sh": script])
            return try await TemplateResolver(source: source).resolve("\(root)cls.yaml").digest
        }
        let one = try await digest("https://t/a/", script: "x")
        #expect(try await digest("builtin:///", script: "x") == one)
        #expect(try await digest("https://t/a/", script: "y") != one)
        let lines = [("cls.yaml", Self.parent), ("member.yaml", Self.member), ("run.sh", "x")].map {
            Hexadecimal.text(SHA256.hash(data: Array($0.1.utf8))) + "  \($0.0)\n"
        }
        #expect(one == Hexadecimal.text(SHA256.hash(data: Array(lines.joined().utf8))), "as sha256sum prints them")
    }

    @Test func `a HeatStack is made of a ConfigMap's template and parameters`() async throws {
        try await Bench.run { bench in
            try await bench.client.create(
                ConfigMap(
                    metadata: ObjectMeta(name: "templates", namespace: "default"),
                    data: ["cls.yaml": Bench.template, "zone": "az1"]))
            try await bench.create {
                $0.templateURL = "configMap://templates/cls.yaml"
                $0.paramsFrom = [.init(name: "zone", configMapKeyRef: .init(name: "templates", key: "zone"))]
            }
            try await bench.reconcile()
            #expect(bench.stacks.first?.parameters == ["replicas": "2", "zone": "az1"])
            let status = try await bench.status()
            #expect(status.lastParams == ["replicas": "2", "zone": "az1"])
            #expect(status.templateSHA256 == Hexadecimal.text(SHA256.hash(data: Array(Bench.template.utf8))))
        }
    }

    @Test func `a ConfigMap that is not there stalls with its name`() async throws {
        try await Bench.run { bench in
            try await bench.create { $0.paramsFrom = [.init(name: "zone", configMapKeyRef: .init(name: "none", key: "zone"))] }
            try await bench.reconcile()
            let stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "ConfigMapNotFound")
            #expect(stalled?.message == #"spec.paramsFrom "zone": there is no ConfigMap none"#)
        }
    }
}
