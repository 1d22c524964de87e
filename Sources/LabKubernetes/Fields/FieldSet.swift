import JSON

/// A set of paths into an object, as a tree: what one manager owns.
/// <https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management>
struct FieldSet: Sendable, Equatable {
    /// The steps that are themselves in the set.
    var members: Set<PathElement> = []
    /// The steps below which something is in the set.
    var children: [PathElement: FieldSet] = [:]

    /// Whether nothing is in the set.
    var isEmpty: Bool { members.isEmpty && children.isEmpty }

    /// Sets what is below a step, and keeps no empty branch.
    mutating func setChild(_ element: PathElement, _ child: FieldSet) {
        children[element] = child.isEmpty ? nil : child
    }

    func union(_ other: FieldSet) -> FieldSet {
        var result = self
        result.members.formUnion(other.members)
        for (element, child) in other.children {
            result.children[element] = result.children[element]?.union(child) ?? child
        }
        return result
    }

    /// What is in this set and not in the other.
    func subtracting(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(members: members.subtracting(other.members))
        for (element, child) in children {
            result.setChild(element, other.children[element].map { child.subtracting($0) } ?? child)
        }
        return result
    }

    /// What is in this set and not in, nor below, anything of the other.
    func subtractingTrees(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(members: members.subtracting(other.members))
        for (element, child) in children where !other.members.contains(element) {
            result.setChild(element, other.children[element].map { child.subtractingTrees($0) } ?? child)
        }
        return result
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(members: members.intersection(other.members))
        for (element, child) in children {
            if let otherChild = other.children[element] { result.setChild(element, child.intersection(otherChild)) }
        }
        return result
    }

    /// The set without a path and everything below it.
    func removing(_ path: [PathElement]) -> FieldSet {
        guard let first = path.first else { return self }
        var result = self
        if path.count == 1 {
            result.members.remove(first)
            result.children[first] = nil
        } else if let child = children[first] {
            result.setChild(first, child.removing(Array(path.dropFirst())))
        }
        return result
    }

    /// Only what is at or below one of the members of the root.
    func restricted(toRoots roots: Set<String>) -> FieldSet {
        FieldSet(
            members: members.filter { Self.root($0).map(roots.contains) ?? false },
            children: children.filter { Self.root($0.key).map(roots.contains) ?? false })
    }

    private static func root(_ element: PathElement) -> String? {
        if case .field(let name) = element { return name }
        return nil
    }

    /// Every path of the set, sorted, in the words of a message (`.spec.replicas`).
    var shownPaths: [String] {
        var paths = members.map(\.shown)
        for (element, child) in children { paths += child.shownPaths.map { element.shown + $0 } }
        return paths.sorted()
    }

    /// The `fieldsV1` value.
    var encoded: JSONValue {
        var out: [String: JSONValue] = [:]
        for member in members { out[member.encoded] = .object([:]) }
        for (element, child) in children {
            var value = child.encoded
            if members.contains(element) { value.set(.object([:]), at: ".") }
            out[element.encoded] = value
        }
        return .object(out)
    }

    init(members: Set<PathElement> = [], children: [PathElement: FieldSet] = [:]) {
        self.members = members
        self.children = children
    }

    /// Reads a `fieldsV1` value; what cannot be read is left out.
    init(encoded: JSONValue) {
        for (text, below) in encoded.objectMembers where text != "." {
            guard let element = PathElement(encoded: text) else { continue }
            let child = FieldSet(encoded: below)
            if child.isEmpty || below.at(".") != nil { members.insert(element) }
            setChild(element, child)
        }
    }
}
