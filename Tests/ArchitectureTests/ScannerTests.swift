import Testing

@Suite struct ScannerTests {
    @Test func `the manifest's targets are read, over several lines too`() {
        let manifest = Manifest(
            """
            func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
            let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
            let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
            products: [ .library(name: "P", targets: ["A"]) ],
                library("A"),
                library("B", ["A", nio]),
                program(
                    "c-d",
                    [
                        "B", metrics,
                    ]),
            """)
        #expect(manifest.targets == ["A": [], "B": ["A", "NIOCore"], "c-d": ["B", "Metrics", "CoreMetrics"]])
        #expect(manifest.reachable(from: "c-d") == ["A", "B", "NIOCore", "Metrics", "CoreMetrics"])
    }

    @Test func `imports of every form are seen`() {
        let text =
            "import A\npublic import B\n@testable import C\nimport struct D.E\n// import F\n@_exported import class G.H\nlet x = \"import I\""
        #expect(SourceFile(path: "", text: text).imports == ["A", "B", "C", "D", "G"])
    }

    @Test func `public declarations without documentation are found`() {
        let text = """
            /// Good.
            public struct A {
                public var bad: Int
                /// Good.
                @available(*, deprecated)
                public static func good() {}
                public private(set) var alsoBad = 1
                public var description: String { "" }
                public init(from decoder: any Decoder) throws {}
                public init(x: Int) {}
                var hidden = 1
                // Not documentation.
                public enum Worse { case a }
            }
            """
        let found = SourceFile(path: "", text: text).undocumented(witnesses: ["description", "init(from:)"])
        #expect(found.map(\.0) == [3, 7, 10, 13])
    }

    @Test func `what a protocol requires is known`() {
        let text = "public protocol P {\n    /// x\n    func run() async\n    static var name: String { get }\n}\nfunc other() {}"
        #expect(SourceFile(path: "", text: text).requirements == ["run", "name"])
    }
}
