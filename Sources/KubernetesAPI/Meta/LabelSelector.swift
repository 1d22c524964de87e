/// Selects objects by label.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/>.
public struct LabelSelector: Codable, Sendable, Hashable {
    /// One requirement with an operator.
    public struct Requirement: Codable, Sendable, Hashable {
        /// The label's key.
        public var key: String
        /// `In`, `NotIn`, `Exists`, `DoesNotExist`.
        public var `operator`: String
        /// The values for `In` and `NotIn`.
        public var values: [String]?

        /// Makes a requirement.
        public init(key: String, operator: String, values: [String]? = nil) {
            self.key = key
            self.operator = `operator`
            self.values = values
        }
    }

    /// Labels that must have exactly these values.
    public var matchLabels: [String: String]?
    /// Requirements that must hold too.
    public var matchExpressions: [Requirement]?

    /// Makes a selector.
    public init(matchLabels: [String: String]? = nil, matchExpressions: [Requirement]? = nil) {
        self.matchLabels = matchLabels
        self.matchExpressions = matchExpressions
    }

    /// Whether the labels satisfy every requirement.
    public func matches(_ labels: [String: String]) -> Bool {
        (matchLabels ?? [:]).allSatisfy { labels[$0.key] == $0.value }
            && (matchExpressions ?? []).allSatisfy { requirement in
                let value = labels[requirement.key]
                return switch requirement.operator {
                case "In": value.map { (requirement.values ?? []).contains($0) } ?? false
                case "NotIn": value.map { !(requirement.values ?? []).contains($0) } ?? true
                case "Exists": value != nil
                case "DoesNotExist": value == nil
                default: false
                }
            }
    }
}
