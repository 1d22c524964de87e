import JSON

/// A `metav1.LabelSelector` as it stands in objects.
enum SelectorMatcher {
    /// Whether labels fit a selector; an empty one fits all.
    static func matches(_ selector: JSONValue, _ labels: [String: String]) -> Bool {
        let fixed = selector.at("matchLabels")?.textMembers ?? [:]
        guard fixed.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
        return (selector.at("matchExpressions")?.elements ?? []).allSatisfy { expression in
            let value = labels[expression.at("key")?.text ?? ""]
            let values = expression.at("values")?.textElements ?? []
            return switch expression.at("operator")?.text {
            case "In": value.map(values.contains) ?? false
            case "NotIn": value.map { !values.contains($0) } ?? true
            case "Exists": value != nil
            case "DoesNotExist": value == nil
            default: false
            }
        }
    }
}
