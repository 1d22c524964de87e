import Testing

@Suite struct ArchitectureTests {
    private static let sources =
        (try? (Repository.swiftFiles("Sources") + Repository.swiftFiles("Examples")).map {
            SourceFile(path: $0, text: try Repository.text($0))
        }) ?? []
    private static let tests = (try? Repository.swiftFiles("Tests").map { SourceFile(path: $0, text: try Repository.text($0)) }) ?? []

    /// Where whole Foundation, and with it ICU, is taken into account: what reads files for people, and the lab.
    private static let foundation: Set = ["YAML", "kubectl-ake", "Lab", "ake-lab", "LabKubernetes", "LabBIGIP"]
    /// Part of the toolchain.
    private static let toolchain: Set = ["Swift", "Synchronization", "FoundationEssentials", "Glibc", "RegexBuilder"]

    /// Protocols of the standard library and of packages: what they require is documented there.
    private static let witnesses: Set = [
        "description", "debugDescription", "==", "<", "hash", "encode", "init(from:)", "makeAsyncIterator", "next", "stringValue",
        "intValue",
        "rawValue", "allCases", "AsyncIterator", "Element", "Failure", "CodingKeys", "makeCounter", "makeFloatingPointCounter", "makeMeter",
        "makeRecorder", "makeTimer",
        "destroyCounter", "destroyMeter", "destroyFloatingPointCounter", "destroyRecorder", "destroyTimer", "errorDescription",
    ]

    @Test func `there is something to look at`() throws {
        #expect(Self.sources.count > 100 && Self.tests.count > 30)
        #expect(try Manifest(Repository.text("Package.swift")).targets.count > 30)
    }

    @Test func `a file imports only what its target declares, so imports go down only`() throws {
        let manifest = try Manifest(Repository.text("Package.swift"))
        for file in Self.sources {
            let target = Repository.target(of: file.path)
            let allowed = manifest.reachable(from: target).union(Self.toolchain)
            for module in file.imports where module != "Foundation" && !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module), which \(target) does not declare in Package.swift")
            }
        }
    }

    /// What each library of others' use may bring along of what is heavy, or of this product.
    @Test(
        arguments: [
            ("JSON", []), ("KubernetesAPI", ["JSON"]), ("StructuredLogging", []), ("HTTPTransport", []), ("YAML", ["JSON", "Yams"]),
            ("KubernetesClient", ["JSON", "KubernetesAPI", "HTTPTransport"]),
            ("ControllerRuntime", ["JSON", "KubernetesAPI", "HTTPTransport", "KubernetesClient"]),
            (
                "OperationsServer",
                [
                    "JSON", "KubernetesAPI", "HTTPTransport", "KubernetesClient", "ControllerRuntime", "Hummingbird", "HummingbirdCore",
                    "X509",
                ]
            ),
        ] as [(String, Set<String>)])
    func `a library product stands alone`(name: String, needed: Set<String>) throws {
        let text = try Repository.text("Package.swift")
        let manifest = Manifest(text)
        #expect(text.contains(".library(name: \"\(name)\", targets: [\"\(name)\"])"))
        let heavy = Set(manifest.targets.keys).union(["Hummingbird", "HummingbirdCore", "X509", "Yams", "ArgumentParser"])
        #expect(manifest.reachable(from: name).intersection(heavy) == needed)
    }

    // OpenStackClient, of two targets, is for this product's own programs.
    @Test func `every library that others may use is in the documentation`() throws {
        let listed = try Repository.text("tools/docs.sh").firstMatch(of: /libraries=\(([^)]*)\)/)
        let documented = Set((listed?.1 ?? "").split(separator: " ").map(String.init))
        let products = try Repository.text("Package.swift").matches(of: /\.library\(name: "(\w+)", targets: \["\w+"\]\)/)
        #expect(products.count > 5 && documented == Set(products.map { String($0.1) }))
    }

    @Test func `whole Foundation stays out of what runs in the cluster and on the node`() throws {
        let manifest = try Manifest(Repository.text("Package.swift"))
        for file in Self.sources where file.imports.contains("Foundation") && !Self.foundation.contains(Repository.target(of: file.path)) {
            Issue.record("\(file.path) imports Foundation; FoundationEssentials has most of it at half the size")
        }
        #expect(!manifest.reachable(from: "ake-node").contains("YAML"), "ake-node would link Yams and ICU")
    }

    @Test func `values need nothing but Swift`() {
        for file in Self.sources where Repository.target(of: file.path) == "JSON" {
            #expect(file.imports.isEmpty, "\(file.path) imports \(file.imports)")
        }
    }

    @Test func `every public declaration is documented`() {
        let witnesses = Self.sources.reduce(into: Self.witnesses) { $0.formUnion($1.requirements) }
        for file in Self.sources {
            for (line, text) in file.undocumented(witnesses: witnesses) { Issue.record("\(file.path):\(line) has no doc comment: \(text)") }
        }
    }

    @Test func `no file is longer than 600 lines`() {
        for file in Self.sources + Self.tests where file.lines.count > 600 {
            Issue.record("\(file.path) has \(file.lines.count) lines; split it by type")
        }
    }

    @Test func `nothing in the product ends the process or leaves structured concurrency`() {
        let banned = [
            "fatalError(", "preconditionFailure(", "try!", "as!", "@unchecked Sendable", "Task.detached", "DispatchSemaphore",
            "nonisolated(unsafe)",
        ]
        for file in Self.sources {
            for (index, line) in file.lines.enumerated() {
                guard let word = banned.first(where: { line.contains($0) }), !line.drop(while: { $0 == " " }).hasPrefix("//") else {
                    continue
                }
                Issue.record("\(file.path):\(index + 1) has \(word)")
            }
        }
    }
}
