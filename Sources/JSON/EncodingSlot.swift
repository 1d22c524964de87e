/// A place for one encoded value. A reference, because containers handed out earlier may be filled later.
final class EncodingSlot {
    private enum Child {
        case value(JSONValue)
        case slot(EncodingSlot)

        var value: JSONValue {
            switch self {
            case .value(let value): value
            case .slot(let slot): slot.value
            }
        }
    }

    private var scalar: JSONValue?
    private var members: [String: Child]?
    private var elements: [Child]?

    /// What was encoded. A type that encodes nothing is an empty object, as a struct without members is.
    var value: JSONValue {
        if let members { return .object(members.mapValues(\.value)) }
        if let elements { return .array(elements.map(\.value)) }
        return scalar ?? .object([:])
    }

    var count: Int { elements?.count ?? 0 }

    func becomeObject() { if members == nil { members = [:] } }
    func becomeArray() { if elements == nil { elements = [] } }
    func set(_ value: JSONValue) { scalar = value }
    func set(_ value: JSONValue, for name: String) { members?[name] = .value(value) }
    func append(_ value: JSONValue) { elements?.append(.value(value)) }

    func slot(for name: String) -> EncodingSlot {
        // Asking twice for the same member continues it.
        if case .slot(let slot)? = members?[name] { return slot }
        let slot = EncodingSlot()
        members?[name] = .slot(slot)
        return slot
    }

    func appendSlot() -> EncodingSlot {
        let slot = EncodingSlot()
        elements?.append(.slot(slot))
        return slot
    }
}
