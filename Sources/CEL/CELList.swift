/// A list, and how Kubernetes merges and compares it.
/// <https://kubernetes.io/docs/reference/using-api/cel/#equality-and-comparison-in-kubernetes-specific-list-types>
public struct CELList: Sendable, Hashable {
    /// Kubernetes' list types (`x-kubernetes-list-type`).
    public enum Order: Sendable, Hashable {
        /// The order counts (`atomic`).
        case ordered
        /// The order does not count, elements are unique (`set`).
        case set
        /// The order does not count, elements are known by these members (`map`).
        case keyed([String])
    }

    /// The elements as they stand.
    public var elements: [CELValue]
    /// How the list is merged and compared.
    public var order: Order

    /// A list, one whose order counts unless said otherwise.
    public init(_ elements: [CELValue], order: Order = .ordered) {
        self.elements = elements
        self.order = order
    }

    /// Whether both have the same elements, in the same order where it counts for the left one.
    func isEqual(to other: CELList) -> Bool {
        guard elements.count == other.elements.count else { return false }
        if order == .ordered { return zip(elements, other.elements).allSatisfy { $0.isEqual(to: $1) } }
        return elements.allSatisfy { element in other.elements.contains { $0.isEqual(to: element) } }
    }

    /// Both lists as one: sets keep what is new, keyed lists also replace what has the same key.
    func adding(_ other: CELList) -> CELList {
        var result = self
        for element in other.elements {
            switch order {
            case .ordered: result.elements.append(element)
            case .set:
                if !result.elements.contains(where: { $0.isEqual(to: element) }) { result.elements.append(element) }
            case .keyed(let keys):
                let identity = Self.identity(element, keys)
                if let place = result.elements.firstIndex(where: { Self.identity($0, keys) == identity }) {
                    result.elements[place] = element
                } else {
                    result.elements.append(element)
                }
            }
        }
        return result
    }

    private static func identity(_ element: CELValue, _ keys: [String]) -> [CELValue?] {
        guard case .map(let members) = element else { return [element] }
        return keys.map { members[.string($0)] }
    }
}
