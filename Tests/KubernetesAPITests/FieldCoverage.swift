/// Which stored properties of the structures in a value have a value somewhere, and which have none anywhere.
struct FieldCoverage {
    private var seen: Set<String> = []
    private var filled: Set<String> = []

    /// `Ingress.Rule.host`, ...
    var empty: [String] { seen.subtracting(filled).sorted() }

    mutating func visit(_ value: Any) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional, .collection, .dictionary, .tuple, .class: for child in mirror.children { visit(child.value) }
        case .struct:
            for child in mirror.children {
                let name = "\(mirror.subjectType).\(child.label ?? "")"
                seen.insert(name)
                if !Self.isEmpty(child.value) { filled.insert(name) }
                visit(child.value)
            }
        default: break
        }
    }

    private static func isEmpty(_ value: Any) -> Bool {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional, .collection, .dictionary: return mirror.children.isEmpty
        default: return false
        }
    }
}
