import Testing

@testable import RoutingModel

@Suite struct RoutePathTests {
    @Test(
        "paths are normalised as nginx compares them",
        arguments: [
            ("/", "Prefix", .prefix, "/"), ("/foo", "Prefix", .prefix, "/foo"), ("/foo/", "Prefix", .prefix, "/foo"),
            ("/foo/", "Exact", .exact, "/foo/"), ("/Foo", "Exact", .exact, "/Foo"), ("/a%20b", "Exact", .exact, "/a b"),
            ("/%E3%81%82", "Prefix", .prefix, "/あ"), ("/foo", "ImplementationSpecific", .literal, "/foo"),
            ("/foo/", "ImplementationSpecific", .literal, "/foo/"), ("", "ImplementationSpecific", .prefix, "/"),
            ("/foo.bar/..baz", "Prefix", .prefix, "/foo.bar/..baz"),
        ] as [(String, String, RoutePath.Match, String)])
    func normal(raw: String, type: String, match: RoutePath.Match, text: String) throws {
        let path = try RoutePath(path: raw, type: type)
        #expect(path.match == match)
        #expect(path.text == text)
    }

    @Test func `an absent path and type mean everything`() throws {
        #expect(try RoutePath(path: nil, type: nil).text == "/")
    }

    @Test func `a path beyond all measure is refused`() {
        #expect(throws: RoutePath.Invalid.self) { try RoutePath(path: "/" + String(repeating: "a", count: 3000), type: "Prefix") }
    }
}
