import JSON

/// Reads the objects that kubectl's typed commands (`create`, `auth can-i`, ...) send as protocol buffers; answers are JSON always.
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding>
enum ProtobufObject {
    private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

    /// The object in an envelope; nil when it is broken or of a kind that nobody here writes in this form.
    static func decode(_ bytes: [UInt8]) -> JSONValue? {
        guard bytes.starts(with: magic), let envelope = ProtobufFields(bytes.dropFirst(4)),
            let type = ProtobufFields(envelope.bytes(1) ?? [])
        else { return nil }
        let apiVersion = type.text(1)
        let kind = type.text(2)
        guard ProtobufMessages.table[kind] != nil, var object = message(kind, envelope.bytes(2) ?? []) else { return nil }
        object.set(.string(apiVersion), at: "apiVersion")
        object.set(.string(kind), at: "kind")
        return object
    }

    private static func message(_ name: String, _ bytes: [UInt8]) -> JSONValue? {
        guard let fields = ProtobufFields(bytes), let descriptions = ProtobufMessages.table[name] else { return nil }
        var members: [String: JSONValue] = [:]
        for field in fields.fields {
            guard let description = descriptions[field.number] else { continue }
            switch description.form {
            case .single:
                guard let value = value(description, field.value) else { continue }
                if description.name.isEmpty {
                    members.merge(value.objectMembers) { _, new in new }
                } else {
                    members[description.name] = value
                }
            case .list:
                guard let value = element(description.type, field.value) else { return nil }
                members[description.name] = .array((members[description.name]?.elements ?? []) + [value])
            case .map:
                guard case .bytes(let bytes) = field.value, let pair = ProtobufFields(bytes) else { return nil }
                let value = element(description.type, .bytes(pair.bytes(2) ?? [])) ?? .null
                members[description.name, default: .object([:])].set(value, at: [pair.text(1)])
            }
        }
        return .object(members)
    }

    // Go writes fields that are not pointers even when they are empty, where JSON leaves them out.
    private static func value(_ description: ProtobufMessages.Field, _ value: ProtobufFields.Value) -> JSONValue? {
        let result = element(description.type, value)
        if description.isOptional { return result }
        switch result {
        case .string(""), .integer(0), .bool(false): return nil
        default: return result
        }
    }

    private static func element(_ type: String, _ value: ProtobufFields.Value) -> JSONValue? {
        switch (type, value) {
        case ("string", .bytes(let bytes)): return .string(String(decoding: bytes, as: UTF8.self))
        case ("bytes", .bytes(let bytes)): return .string(Base64.encode(bytes))
        case ("int", .number(let number)): return .integer(Int64(bitPattern: number))
        case ("bool", .number(let number)): return .bool(number != 0)
        case ("Time", .bytes(let bytes)):
            return ProtobufFields(bytes)?.number(1).flatMap { $0 == 0 ? nil : .string(Timestamp(seconds: $0).text) }
        case ("IntOrString", .bytes(let bytes)):
            guard let fields = ProtobufFields(bytes) else { return nil }
            if fields.number(1) == 1 { return .string(fields.text(3)) }
            let number = fields.number(2) ?? 0
            return number == 0 ? nil : .integer(number)
        case (_, .bytes(let bytes)): return message(type, bytes)
        default: return nil
        }
    }
}
