import FoundationEssentials
import HTTPTransport
import Hummingbird
import JSON
import Testing

@testable import HeatStacks

@Suite struct TemplateResolverTests {
    let files: TemporaryDirectory
    let transport: AsyncHTTPTransport

    init() throws {
        files = try TemporaryDirectory()
        transport = try AsyncHTTPTransport()
    }

    func resolve(_ name: String, environment: JSONValue? = nil, limits: TemplateLimits = TemplateLimits()) async throws -> ResolvedTemplate
    {
        let resolver = TemplateResolver(source: TemplateSource(transport: transport), limits: limits)
        let result: Result<ResolvedTemplate, any Error>
        do {
            result = .success(try await resolver.resolve("file://\(files.path)/\(name)", environment: environment))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        return try result.get()
    }

    static let version = "heat_template_version: 2018-08-31\n"

    @Test func `a template without references is passed on as it was written`() async throws {
        let text = Self.version + "parameters: {a: {type: string}, b: {type: number}}\nresources: {x: {type: OS::Heat::None}}\n# comment\n"
        try files.write("t.yaml", text)
        let resolved = try await resolve("t.yaml")
        #expect(resolved.template == .string(text) && resolved.files.isEmpty)
        #expect(resolved.parameterNames == ["a", "b"])
    }

    @Test func `get_file anywhere and nested types are fetched and rewritten, each relative to its own file`() async throws {
        try files.write(
            "t.yaml",
            Self.version
                + "resources:\n  g:\n    type: OS::Heat::ResourceGroup\n    properties:\n      resource_def: {type: lib/member.yaml}\n"
                + "      list: [{get_file: a.sh}, {deep: {get_file: lib/b.sh}}]\n")
        try files.write("a.sh", "a")
        try files.write("lib/b.sh", "b")
        try files.write("lib/member.yaml", Self.version + "resources: {n: {type: ../other.template, properties: {f: {get_file: b.sh}}}}")
        try files.write("other.template", #"{"heat_template_version": "2018-08-31"}"#)
        let resolved = try await resolve("t.yaml")
        let base = "file://\(files.path)"
        #expect(
            Set(resolved.files.keys)
                == ["a.sh", "lib/b.sh", "lib/member.yaml", "other.template"].reduce(into: []) { $0.insert("\(base)/\($1)") })
        let properties = resolved.template["resources"]?["g"]?["properties"]
        #expect(properties?["resource_def"]?["type"] == .string("\(base)/lib/member.yaml"))
        #expect(properties?["list"]?[1]?["deep"]?["get_file"] == .string("\(base)/lib/b.sh"))
        let member = try JSONValue(parsing: resolved.files["\(base)/lib/member.yaml"] ?? "")
        #expect(member["resources"]?["n"]?["type"] == .string("\(base)/other.template"))
        #expect(member["resources"]?["n"]?["properties"]?["f"]?["get_file"] == .string("\(base)/lib/b.sh"))
        #expect(resolved.files["\(base)/a.sh"] == "a")
    }

    @Test(
        "a template from elsewhere gets no file of this machine",
        arguments: ["get_file: file:///etc/passwd", "type: file:///etc/my.yaml", "get_file: /../../x"])
    func foreign(reference: String) async throws {
        let text = Self.version + "resources: {x: {\(reference)}}"
        let resolver = TemplateResolver(
            source: TemplateSource { url, _ in
                guard url.hasPrefix("http://") else {
                    Issue.record("\(url) was read")
                    return []
                }
                return Array((url.hasSuffix("t.yaml") ? text : "far").utf8)
            })
        await transport.shutdown()
        guard reference.contains("file://") else {
            #expect(try await resolver.resolve("http://far/t.yaml").files == ["http://far/x": "far"])
            return
        }
        let error = try await #require(throws: TemplateError.self) { try await resolver.resolve("http://far/t.yaml") }
        #expect(error.kind == .invalid && error.description.contains("http://far/t.yaml at resources.x"))
    }

    @Test func `what is no regular file is not read, for that might never end`() async throws {
        let error = try await #require(throws: TemplateError.self) { try await resolve("../../../../../../dev/zero") }
        #expect(error.problem.contains("not a regular file"))
    }

    @Test(
        "only files of the folders that the controller is given are read, whatever dots and links say",
        arguments: [
            ("allowed/t.yaml", true), ("allowed/sub/t.yaml", true), ("allowed/inside.yaml", true), ("t.yaml", false),
            ("allowed/../t.yaml", false), ("allowed-too/t.yaml", false), ("allowed/outside.yaml", false),
        ])
    func bounded(name: String, isRead: Bool) async throws {
        for file in ["t.yaml", "allowed/t.yaml", "allowed/sub/t.yaml", "allowed-too/t.yaml"] { try files.write(file, Self.version) }
        try FileManager.default.createSymbolicLink(atPath: "\(files.path)/allowed/inside.yaml", withDestinationPath: "sub/t.yaml")
        try FileManager.default.createSymbolicLink(atPath: "\(files.path)/allowed/outside.yaml", withDestinationPath: "../t.yaml")
        let source = TemplateSource(transport: transport, directories: ["/nowhere", "\(files.path)/allowed"])
        let bytes = try? await source.contents(of: "file://\(files.path)/\(name)", limit: 1000)
        await transport.shutdown()
        #expect((bytes != nil) == isRead)
    }

    @Test func `the environment's registry is resolved beside the root template`() async throws {
        try files.write("t.yaml", Self.version)
        try files.write("my.yaml", Self.version)
        try files.write("sub/their.yaml", Self.version)
        let resolved = try await resolve(
            "t.yaml",
            environment: [
                "parameter_defaults": ["p": "q"],
                "resource_registry": [
                    "X::Mine": "my.yaml", "X::Alias": "OS::Heat::None", "X::Theirs": "sub/their.yaml",
                    "resources": ["one": ["X::Mine": "sub/their.yaml", "hooks": "pre-create"]],
                ],
            ])
        let registry = resolved.environment?["resource_registry"]
        #expect(registry?["X::Mine"] == .string("file://\(files.path)/my.yaml"))
        #expect(registry?["X::Alias"] == "OS::Heat::None")
        #expect(registry?["resources"]?["one"]?["X::Mine"] == .string("file://\(files.path)/sub/their.yaml"))
        #expect(registry?["resources"]?["one"]?["hooks"] == "pre-create")
        #expect(resolved.files.count == 2 && resolved.environment?["parameter_defaults"] == ["p": "q"])
    }

    @Test func `templates that refer to each other come to an end`() async throws {
        try files.write("t.yaml", Self.version + "resources: {a: {type: u.yaml}}")
        try files.write("u.yaml", Self.version + "resources: {a: {type: t.yaml}}")
        #expect(try await resolve("t.yaml").files.count == 2)
    }

    @Test func `a missing file is named with the place that refers to it`() async throws {
        try files.write("t.yaml", Self.version + "resources: {a: {properties: {user_data: {get_file: no.sh}}}}")
        let error = await #expect(throws: TemplateError.self) { try await resolve("t.yaml") }
        #expect(error?.kind == .notFound)
        #expect(
            "\(error as Any)".contains(
                "file://\(files.path)/no.sh: No such file or directory "
                    + "(referred to by file://\(files.path)/t.yaml at resources.a.properties.user_data.get_file)"))
    }

    @Test(arguments: [("- 1", "is not a Heat template"), ("a: [", "is not YAML"), ("", "is not a Heat template")])
    func `what is no template says so`(text: String, problem: String) async throws {
        try files.write("t.yaml", text)
        let error = await #expect(throws: TemplateError.self) { try await resolve("t.yaml") }
        #expect(error?.kind == .invalid && error?.problem.hasPrefix(problem) == true)
    }

    @Test func `sizes, numbers and depths are bounded`() async throws {
        try files.write("t.yaml", Self.version + "a: {get_file: big}")
        try files.write("big", String(repeating: "x", count: 200))
        let resolver = TemplateResolver(source: TemplateSource(transport: transport), limits: TemplateLimits(fileBytes: 100))
        var error = await #expect(throws: TemplateError.self) { try await resolver.resolve("file://\(files.path)/t.yaml") }
        #expect(error?.problem.contains("larger than 100 bytes") == true)
        error = await #expect(throws: TemplateError.self) { try await resolve("t.yaml", limits: TemplateLimits(totalBytes: 150)) }
        #expect(error?.problem.contains("150 bytes together") == true)
    }

    @Test func `http templates, redirects and statuses`() async throws {
        let router = Router()
        router.get("/t.yaml") { _, _ in Self.version + "a: {get_file: lib/x.sh}" }
        router.get("/lib/x.sh") { _, _ in "x" }
        router.get("/moved.yaml") { _, _ in Response(status: .found, headers: [.location: "t.yaml"]) }
        router.get("/loop.yaml") { _, _ in Response(status: .found, headers: [.location: "loop.yaml"]) }
        router.get("/down.yaml") { _, _ in Response(status: .serviceUnavailable) }
        router.get("/local.yaml") { _, _ in Response(status: .found, headers: [.location: "file:///etc/passwd"]) }
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: Bench.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            let base = "http://127.0.0.1:\(await iterator.next() ?? 0)"
            let resolver = TemplateResolver(source: TemplateSource(transport: transport))
            for name in ["t.yaml", "moved.yaml"] {
                let resolved = try await resolver.resolve("\(base)/\(name)")
                #expect(resolved.files == ["\(base)/lib/x.sh": "x"])
            }
            for (name, kind) in [
                ("none.yaml", TemplateError.Kind.notFound), ("loop.yaml", .unavailable), ("down.yaml", .unavailable),
                ("local.yaml", .notFound),
            ] {
                let error = await #expect(throws: TemplateError.self) { try await resolver.resolve("\(base)/\(name)") }
                #expect(error?.kind == kind, "\(name)")
            }
            let error = await #expect(throws: TemplateError.self) { try await resolver.resolve("ftp://h/t.yaml") }
            #expect(error?.kind == .notFound)
        }
        await transport.shutdown()
    }
}
