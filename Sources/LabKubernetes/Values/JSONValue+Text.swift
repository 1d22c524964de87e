import JSON

extension JSONValue {
    /// Compact text with `kind`, `apiVersion` and `metadata` first, as the API server writes objects, and a list's items last.
    var rendered: [UInt8] {
        guard case .object(var members) = self else { return serialized() }
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        func append(_ name: String, _ value: JSONValue) {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes += JSONValue.string(name).serialized()
            bytes.append(UInt8(ascii: ":"))
            bytes += value.serialized()
        }
        for name in ["kind", "apiVersion", "metadata"] {
            if let value = members.removeValue(forKey: name) { append(name, value) }
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { append(name, value) }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
