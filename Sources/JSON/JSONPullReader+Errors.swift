extension JSONPullReader {
    /// The value that is next is not what was expected: `mismatch("a string")`.
    public func mismatch(_ expected: StaticString) -> JSONError {
        let found: String
        switch scanner.current {
        case UInt8(ascii: "\""): found = "a string"
        case UInt8(ascii: "{"): found = "an object"
        case UInt8(ascii: "["): found = "an array"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): found = "a boolean"
        case UInt8(ascii: "n"): found = "null"
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): found = "a number"
        default: return scanner.fault("expected a value, found \(scanner.found)")
        }
        return error(found == "null" ? .missing : .mismatch, "expected \(expected), found \(found)")
    }

    /// The object that has just been read lacks a member.
    public func missing(_ name: String) -> JSONError {
        var error = error(.missing, "is required, but missing", ended: true)
        error.path += JSONError.render([JSONKey(stringValue: name)], after: error.path)
        return error
    }

    /// The value that has just been read is of the right kind, but not acceptable.
    public func invalid(_ message: String) -> JSONError { error(.invalid, message, ended: true) }

    /// - Parameter ended: whether the value meant ends here; else it begins here.
    func error(_ code: JSONError.Code, _ message: String, ended: Bool = false) -> JSONError {
        let path =
            ended
            ? JSONPathFinder.path(in: scanner.bytes, end: scanner.position)
            : JSONPathFinder.path(in: scanner.bytes, start: scanner.position)
        return JSONError(code, path: path, message: message)
    }
}
