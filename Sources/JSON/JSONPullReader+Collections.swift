extension JSONPullReader {
    /// Reads a value, or `nil` for `null`.
    @inlinable
    public mutating func readIfPresent<T: JSONProjectable>(_ type: T.Type = T.self) throws(JSONError) -> T? {
        try takeNull() ? nil : try read(type)
    }

    /// Reads an array.
    @inlinable
    public mutating func array<T: JSONProjectable>(of type: T.Type = T.self) throws(JSONError) -> [T] {
        var elements: [T] = []
        try beginArray()
        while try nextElement() { elements.append(try read(type)) }
        return elements
    }

    /// Reads an array, or `nil` for `null`.
    @inlinable
    public mutating func arrayIfPresent<T: JSONProjectable>(of type: T.Type = T.self) throws(JSONError) -> [T]? {
        try takeNull() ? nil : try array(of: type)
    }

    /// Reads an array of strings.
    public mutating func strings() throws(JSONError) -> [String] {
        var elements: [String] = []
        try beginArray()
        while try nextElement() { elements.append(try string()) }
        return elements
    }

    /// Reads an array of strings, or `nil` for `null`.
    public mutating func stringsIfPresent() throws(JSONError) -> [String]? { try takeNull() ? nil : try strings() }

    /// Reads an array of strings that many values share (``sharedString()``), or `nil` for `null`.
    public mutating func sharedStringsIfPresent() throws(JSONError) -> [String]? {
        if try takeNull() { return nil }
        var elements: [String] = []
        try beginArray()
        while try nextElement() { elements.append(try sharedString()) }
        return elements
    }

    /// Reads an object whose values are strings; the names are shared (``sharedString()``).
    public mutating func stringMap() throws(JSONError) -> [String: String] {
        var members: [String: String] = [:]
        try beginObject()
        while let name = try nextSharedMember() { members[name] = try string() }
        return members
    }

    /// Reads an object whose values are strings, or `nil` for `null`.
    public mutating func stringMapIfPresent() throws(JSONError) -> [String: String]? { try takeNull() ? nil : try stringMap() }

    /// Reads an object whose values are of one type; the names are shared (``sharedString()``).
    public mutating func map<T: JSONProjectable>(of type: T.Type = T.self) throws(JSONError) -> [String: T] {
        var members: [String: T] = [:]
        try beginObject()
        while let name = try nextSharedMember() { members[name] = try read(type) }
        return members
    }

    /// Reads an object whose values are of one type, or `nil` for `null`.
    public mutating func mapIfPresent<T: JSONProjectable>(of type: T.Type = T.self) throws(JSONError) -> [String: T]? {
        try takeNull() ? nil : try map(of: type)
    }

    /// As `nextMember()`, with a name that is shared.
    private mutating func nextSharedMember() throws(JSONError) -> String? {
        guard let name = try nextName() else { return nil }
        if name.isEscaped { return string(name) }
        return pool.string(UnsafeBufferPointer(rebasing: scanner.bytes[name.start..<name.end]))
    }
}
