/// The namespaces whose Ingresses a class serves: those that are named, and those whose labels match.
public struct NamespaceAdmission: Codable, Sendable, Hashable {
    /// Namespaces by name.
    public var names: [String]
    /// Namespaces by label; nil matches none.
    public var selector: LabelSelector?

    /// Makes an admission.
    public init(names: [String] = [], selector: LabelSelector? = nil) {
        self.names = names
        self.selector = selector
    }

    /// Whether a namespace of that name and with these labels is admitted.
    public func admits(_ name: String, labels: [String: String]) -> Bool {
        names.contains(name) || selector.map { $0.matches(labels) } ?? false
    }

    private enum CodingKeys: String, CodingKey {
        case names, selector
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.names = try values.decodeIfPresent([String].self, forKey: .names) ?? []
        self.selector = try values.decodeIfPresent(LabelSelector.self, forKey: .selector)
    }
}
