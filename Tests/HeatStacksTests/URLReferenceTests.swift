import Testing

@testable import HeatStacks

@Suite struct URLReferenceTests {
    // The expected values are those of Python 3.11's urllib.parse.urljoin(base + "/", reference).
    @Test(arguments: [
        ("file:///a/b", "c.yaml", "file:///a/b/c.yaml"),
        ("file:///a/b/", "c.yaml", "file:///a/b/c.yaml"),
        ("file:///a/b", "../c.yaml", "file:///a/c.yaml"),
        ("file:///a/b", "../../../c.yaml", "file:///c.yaml"),
        ("file:///a/b", "./d/./c.yaml", "file:///a/b/d/c.yaml"),
        ("file:///a/b", "d/../c.yaml", "file:///a/b/c.yaml"),
        ("file:///a/b", "/etc/c.yaml", "file:///etc/c.yaml"),
        ("file:///a/b", "https://h/c.yaml", "https://h/c.yaml"),
        ("https://h:1/a", "c.yaml?x=1", "https://h:1/a/c.yaml?x=1"),
        ("https://h", "c.yaml", "https://h/c.yaml"),
        ("https://h/a", "//g/c.yaml", "https://g/c.yaml"),
        ("https://h/a", "..", "https://h/"),
        ("https://h/a/b", "../", "https://h/a/"),
    ]) func `references are joined as Python does`(base: String, reference: String, expected: String) {
        #expect(URLReference.resolve(reference, in: base) == expected)
    }

    @Test func `the folder of a file, and paths as URLs and back`() {
        #expect(URLReference.folder(of: "file:///a/b/c.yaml") == "file:///a/b")
        #expect(URLReference.folder(of: "https://h/c.yaml") == "https://h/")
        #expect(URLReference.folder(of: "https://h/a/c.yaml?x=/y") == "https://h/a")
        #expect(URLReference.file("/a b/ü.yaml") == "file:///a%20b/%C3%BC.yaml")
        #expect(URLReference.path(ofFile: "file:///a%20b/%C3%BC.yaml") == "/a b/ü.yaml")
        #expect(URLReference.path(ofFile: "file://localhost/a") == "/a")
        #expect(URLReference.path(ofFile: "file://other/a") == nil)
        #expect(URLReference.path(ofFile: "http://h/a") == nil)
    }
}
