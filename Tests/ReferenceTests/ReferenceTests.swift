import FoundationEssentials
import Ingresses
import JSON
import Testing
import YAML

/// docs/reference is what the code says; `make reference` writes it.
@Suite struct ReferenceTests {
    /// Set by `make reference`: the pages are written instead of compared.
    private static let writes = ProcessInfo.processInfo.environment["AKE_WRITE_REFERENCE"] == "1"

    @Test func `every page is what the code would make`() async throws {
        let pages = try await ReferencePage.all()
        if Self.writes { for page in pages { try page.write() } }
        for page in pages where page.present != page.text {
            let place = zip((page.present ?? "").split(separator: "\n"), page.text.split(separator: "\n")).first { $0 != $1 }
            Issue.record(
                "docs/reference/\(page.name) is not what the code says; run \(ReferencePage.command). First: \(place?.1 ?? "its end")")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: ReferencePage.folder.path).filter { $0 != "README.md" }
        #expect(Set(names) == Set(pages.map(\.name)), "a page of docs/reference is made by nobody")
    }

    @Test func `each page can be reached from the table of the folder, and that from the README`() async throws {
        let index = try String(contentsOf: ReferencePage.folder.appending(path: "README.md"), encoding: .utf8)
        for page in try await ReferencePage.all() { #expect(index.contains("(\(page.name))"), "\(page.name)") }
        #expect(
            try String(contentsOf: ReferencePage.root.appending(path: "README.md"), encoding: .utf8).contains("(docs/reference/README.md)"))
    }

    @Test func `every field of every resource is described`() throws {
        for crd in try ReferencePage.crds() {
            let resource = try CustomResource(crd)
            for field in resource.fields { #expect(!field.description.isEmpty, "\(resource.kind) \(field.path)") }
            #expect(!resource.fields.isEmpty)
        }
    }

    @Test func `a field is a row with its type, its default and its bounds, and what is below it follows`() throws {
        let schema = try YAMLReader.value(
            """
            required: [list]
            properties:
              number: {type: integer, minimum: 1, maximum: 9, default: 2, description: How many.}
              list:
                type: array
                maxItems: 3
                description: Some.
                items: {type: object, required: [a], properties: {a: {type: string, enum: [x, y], description: "One | other."}}}
              map: {type: object, additionalProperties: {type: string, maxLength: 5}, description: Texts.}
            """)
        let fields = try SchemaField.below(schema, "spec")
        #expect(fields.map(\.path) == ["spec.list", "spec.list[].a", "spec.map", "spec.number"])
        #expect(fields.map(\.type) == ["list of object", "string", "map of string", "integer"])
        #expect(fields.map(\.isRequired) == [true, true, false, false])
        #expect(
            fields.map(\.bounds) == [
                ["at most 3 entries"], ["one of `x`, `y`"], ["each value at most 5 characters"], ["1 to 9"],
            ])
        #expect(fields.last?.defaultValue == "2")
        #expect(Markdown.table(["a"], [[fields[1].description]]) == "| a |\n| --- |\n| One \\| other. |\n")
    }

    @Test func `a keyword that the page would leave out is an error`() throws {
        #expect(throws: SchemaField.Unknown.self) {
            try SchemaField.below(["properties": ["a": ["type": "string", "multipleOf": 2]]], "spec")
        }
    }

    @Test func `a flag that means two things is an error, and one of all commands stands there once`() throws {
        func command(_ name: String, _ abstract: String) -> CommandHelp.Command {
            let flag = CommandHelp.Argument(
                kind: "option", shouldDisplay: true, isRepeating: false, names: [.init(kind: "long", name: "log-level")],
                valueName: "level",
                abstract: abstract)
            return CommandHelp.Command(commandName: name, arguments: [flag])
        }
        func help(_ parts: [CommandHelp.Command]) -> CommandHelp { CommandHelp(command: .init(commandName: "x", subcommands: parts)) }
        let page = try CommandPages.controller(help([command("a", "Same."), command("b", "Same.")]))
        #expect(page.text.contains("| `--log-level <level>` | `AKE_LOG_LEVEL` | Same. | every |"))
        #expect(throws: SchemaField.Unknown.self) {
            try CommandPages.controller(help([command("a", "Same."), command("b", "Other.")]))
        }
    }

    @Test func `a flag with its opposite is one row, and help none`() {
        func flag(_ name: String) -> CommandHelp.Argument {
            CommandHelp.Argument(
                kind: "flag", shouldDisplay: true, isRepeating: false, names: [.init(kind: "long", name: name)], abstract: "Whether.")
        }
        let command = CommandHelp.Command(commandName: "x", arguments: [flag("on"), flag("no-on"), flag("no-off"), flag("help")])
        #expect(command.own.map(\.usage) == ["--on, --no-on", "--no-off"])
    }

    @Test func `every variable on the page of ake-controller is one that it reads`() async throws {
        let folder = ReferencePage.root.appending(path: "Sources/ake-controller")
        let source = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }.joined()
        let arguments = try await Program.help("ake-controller").command.parts.flatMap(\.own)
        #expect(arguments.count > 70)
        for argument in arguments {
            let name = CommandPages.variable(argument).dropFirst(4)
            let isRead = source.contains("environmentValue(\"\(name)\")")
            #expect(isRead, "\(argument.usage)")
        }
    }

    @Test func `every metric that is measured is on the page of metrics`() throws {
        let page = ReferencePage.metrics().text
        let sources = ReferencePage.root.appending(path: "Sources")
        var names: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where path.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            for match in text.matches(of: /(?:Counter|Gauge|Timer|Recorder)\(\s*label: "([a-z_]+)"/) { names.insert(String(match.1)) }
            for match in text.matches(of: /MetricDescription\(\s*"([a-z_]+)"/) { names.insert(String(match.1)) }
        }
        #expect(names.count > 20)
        for name in names {
            let isThere = page.contains("| `\(name)` |")
            #expect(isThere, "\(name)")
        }
    }

    @Test func `every metric that an alert asks for is one that there is`() throws {
        let page = ReferencePage.metrics().text
        let text = try String(contentsOf: ReferencePage.root.appending(path: "docs/operations.md"), encoding: .utf8)
        let names = Set(
            text.matches(
                of: /\b(?:ake|controller_runtime|workqueue|reflector|rest_client|leader_election|event_recorder|process)_[a-z_]+\b/
            )
            .map { String($0.output) })
        #expect(names.count > 8)
        for name in names {
            let isThere = page.contains("| `\(name)` |")
            #expect(isThere, "\(name)")
        }
    }
}
