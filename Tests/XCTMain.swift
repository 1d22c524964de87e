import Testing

/// Where the test runner starts. SwiftPM would write this file itself, but searches the index store for XCTest cases first;
/// there are none here, and without an index the package builds a fifth faster. `make test` calls
/// `swift test --enable-swift-testing --disable-xctest`; a bare `swift test` comes here too, as if for XCTest.
@main struct TestRunner {
    static func main() async {
        if CommandLine.arguments.contains("--dump-tests-json") { return print(#"{"name":"All tests","tests":[]}"#) }
        await Testing.__swiftPMEntryPoint() as Never
    }
}
