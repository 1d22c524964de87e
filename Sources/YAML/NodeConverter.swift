import JSON
import Yams

/// Turns parsed nodes into JSON values, and counts what they cost: an alias costs what it stands for each time.
struct NodeConverter {
    /// What may still be spent, in values and bytes of text.
    var budget: Int
    private var depth = 0

    init(budget: Int) {
        self.budget = budget
    }

    mutating func value(of node: Node) throws(YAMLError) -> JSONValue {
        guard depth < JSONReader.depthLimit else { throw fault("nested deeper than \(JSONReader.depthLimit) levels", node) }
        depth += 1
        defer { depth -= 1 }
        try spend(1, node)
        switch node {
        case .scalar(let scalar):
            try spend(scalar.string.utf8.count, node)
            return try self.scalar(scalar, node)
        case .sequence(let sequence):
            try check(sequence.tag, ["", "!", Tag.Name.seq.rawValue], "a list", node)
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try value(of: element)) }
            return .array(elements)
        case .mapping(let mapping):
            try check(mapping.tag, ["", "!", Tag.Name.map.rawValue], "a mapping", node)
            return .object(try members(of: mapping))
        case .alias:
            // Only the emitter makes these: the parser puts the node itself in the place of an alias.
            throw fault("an alias without its anchor", node)
        }
    }

    private mutating func members(of mapping: Node.Mapping) throws(YAMLError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        var merged: [[String: JSONValue]] = []
        for (key, node) in mapping {
            guard case .scalar(let name) = key else { throw fault("the name of a member must be a text", key) }
            if name.string == "<<", name.style == .plain {
                merged += try sources(node)
                continue
            }
            try spend(name.string.utf8.count, key)
            guard members.updateValue(try value(of: node), forKey: name.string) == nil else {
                throw fault("the same name twice: \(name.string)", key)
            }
        }
        for source in merged { members.merge(source) { own, _ in own } }
        return members
    }

    /// The mappings that a merge key takes in, the strongest first.
    private mutating func sources(_ node: Node) throws(YAMLError) -> [[String: JSONValue]] {
        switch try value(of: node) {
        case .object(let members): return [members]
        case .array(let elements):
            let sources = elements.compactMap(\.objectValue)
            guard sources.count == elements.count else { throw fault("<< takes mappings only", node) }
            return sources
        default: throw fault("<< takes a mapping or a list of mappings", node)
        }
    }

    private func scalar(_ scalar: Node.Scalar, _ node: Node) throws(YAMLError) -> JSONValue {
        let text = scalar.string
        let value: JSONValue?
        switch scalar.tag.rawValue {
        case "": return scalar.style == .plain || scalar.style == .any ? CoreSchema.value(text) : .string(text)
        case "!", Tag.Name.str.rawValue, Tag.Name.timestamp.rawValue, Tag.Name.binary.rawValue: return .string(text)
        case Tag.Name.null.rawValue: value = text.isEmpty || CoreSchema.value(text).isNull ? .null : nil
        case Tag.Name.bool.rawValue: value = CoreSchema.value(text).boolValue.map(JSONValue.bool)
        case Tag.Name.int.rawValue: value = CoreSchema.value(text).intValue.map { .integer(Int64($0)) }
        case Tag.Name.float.rawValue: value = CoreSchema.value(text).doubleValue.map(JSONValue.double)
        default: throw fault("the tag \(scalar.tag.rawValue) is not known", node)
        }
        guard let value else { throw fault("\"\(text)\" is not what its tag \(scalar.tag.rawValue) says", node) }
        return value
    }

    private func check(_ tag: Tag, _ allowed: [String], _ kind: String, _ node: Node) throws(YAMLError) {
        guard allowed.contains(tag.rawValue) else { throw fault("the tag \(tag.rawValue) is not known for \(kind)", node) }
    }

    private mutating func spend(_ cost: Int, _ node: Node) throws(YAMLError) {
        budget -= cost
        if budget < 0 { throw fault("aliases expand to more than is read", node) }
    }

    private func fault(_ message: String, _ node: Node) -> YAMLError {
        YAMLError(message, line: node.mark?.line, column: node.mark?.column)
    }
}
