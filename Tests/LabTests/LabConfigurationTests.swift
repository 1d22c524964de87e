import Testing

@testable import Lab

@Suite struct LabConfigurationTests {
    @Test(arguments: [
        ("ake", true), ("a1", true), ("ake-test", false), ("", false), ("averylongprefix", false), ("Ake", false), ("a/b", false),
    ])
    func `a prefix is a short word`(prefix: String, accepted: Bool) {
        let made = try? LabConfiguration(prefix: prefix, state: "/tmp/s", cache: "/tmp/c", source: "/", binaries: "/")
        #expect((made != nil) == accepted)
    }

    @Test(arguments: ["", "/", "relative/state"])
    func `folders are absolute and not the root`(folder: String) {
        #expect(throws: LabError.self) { try LabConfiguration(prefix: "a", state: folder, cache: "/tmp/c", source: "/", binaries: "/") }
    }

    @Test(arguments: [
        ("Client Version: v1.32.4\nKustomize Version: v5", 32), ("Client Version: v1.27.0-dispatcher", 27), ("nonsense", nil),
    ])
    func `kubectl tells its version`(text: String, minor: Int?) {
        #expect(KubectlProgram.minor(of: text) == minor)
    }

    @Test func `an answer of curl is split into headers and body`() {
        let parts = CloudView.split("HTTP/1.1 201 CREATED\r\nX-Subject-Token: abc\r\nVary: x\r\n\r\n{\"a\":\n1}")
        #expect(parts.headers["x-subject-token"] == "abc")
        #expect(parts.body == "{\"a\":\n1}")
    }
}
