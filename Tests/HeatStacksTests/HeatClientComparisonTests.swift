import FoundationEssentials
import HTTPTransport
import JSON
import Subprocess
import Testing

@testable import HeatStacks

/// The files map beside the one of the real python-heatclient, where the lab has installed it.
@Suite struct HeatClientComparisonTests {
    static let python = (ProcessInfo.processInfo.environment["AKE_LAB_CACHE"] ?? "/var/cache/ake-lab") + "/venv/bin/python3"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: python)

    static let script = """
        import sys
        from oslo_serialization import jsonutils
        from heatclient.common import template_utils, environment_format
        files, template = template_utils.get_template_contents(template_file=sys.argv[1])
        out = {"template": template, "files": files}
        if len(sys.argv) > 2:
            more, env = template_utils.process_environment_and_files(env_path=sys.argv[2])
            files.update(more)
            out["environment"] = env
        print(jsonutils.dumps(out))
        """

    /// Contents that are JSON are compared as JSON: the clients differ in the order of members.
    static func comparable(_ files: [String: String]) -> [String: JSONValue] {
        files.mapValues { (try? JSONValue(parsing: $0)) ?? .string($0) }
    }

    func compare(_ template: String, environment: String? = nil, _ value: JSONValue? = nil) async throws {
        let result = try await run(
            .path(.init(Self.python)), arguments: Arguments(["-c", Self.script, template] + (environment.map { [$0] } ?? [])),
            output: .bytes(limit: 8 << 20), error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        let theirs = try JSONValue(parsing: result.standardOutput)
        let transport = try AsyncHTTPTransport()
        let ours = try await TemplateResolver(source: TemplateSource(transport: transport)).resolve(
            "file://\(template)", environment: value)
        await transport.shutdown()
        let files = theirs["files"]?.objectValue?.compactMapValues(\.stringValue) ?? [:]
        #expect(Self.comparable(ours.files) == Self.comparable(files))
        if case .object = ours.template { #expect(ours.template == theirs["template"]) }
        if let value = theirs["environment"] { #expect(ours.environment == value) }
    }

    @Test(.enabled(if: isInstalled)) func `the files of a made-up tree are those of python-heatclient`() async throws {
        let files = try TemporaryDirectory()
        let version = "heat_template_version: 2018-08-31\n"
        let template = try files.write(
            "t.yaml",
            version + "parameters: {p: {type: string, default: x}}\nresources:\n  g:\n    type: lib/member.yaml\n    properties:\n"
                + "      a: {get_file: ./a.sh}\n      b: {str_replace: {template: {get_file: lib/../b.txt}, params: {$x: 1}}}\n"
                + "      t: {type: OS::Nova::Server}\n      c: {get_file: c.bin}\n")
        try files.write("a.sh", "#!/bin/sh\necho hello\n")
        try files.write("b.txt", "key: value\n")
        try files.write("c.bin", bytes: (0..<200).map { UInt8($0) })
        try files.write("lib/member.yaml", version + "resources: {n: {type: deep/n.template, properties: {f: {get_file: ../a.sh}}}}")
        try files.write("lib/deep/n.template", #"{"heat_template_version": "2018-08-31", "resources": {}}"#)
        try files.write("my.yaml", version + "resources: {s: {type: lib/member.yaml}}")
        let environment = try files.write(
            "env.yaml",
            "parameter_defaults: {p: q}\nresource_registry:\n  X::A: my.yaml\n  X::B: OS::Heat::None\n  resources: {one: {X::A: lib/member.yaml}}\n"
        )
        try await compare(template)
        try await compare(
            template, environment: environment,
            [
                "parameter_defaults": ["p": "q"],
                "resource_registry": ["X::A": "my.yaml", "X::B": "OS::Heat::None", "resources": ["one": ["X::A": "lib/member.yaml"]]],
            ])
    }

    @Test(.enabled(if: isInstalled)) func `the files of our own templates are those of python-heatclient`() async throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let template = "/\(root)/heat/templates/cls.yaml"
        try #require(FileManager.default.fileExists(atPath: template))
        try await compare(template)
    }
}
