extension LabelSelector {
    /// Selects objects whose label has exactly this value.
    public static func label(_ key: String, equals value: String) -> LabelSelector { LabelSelector(matchLabels: [key: value]) }

    /// Selects objects whose label has one of these values.
    public static func label(_ key: String, isOneOf values: [String]) -> LabelSelector { requiring(key, "In", values) }

    /// Selects objects that lack the label, or whose label has none of these values.
    public static func label(_ key: String, isNoneOf values: [String]) -> LabelSelector { requiring(key, "NotIn", values) }

    /// Selects objects that have the label, whatever its value.
    public static func exists(_ key: String) -> LabelSelector { requiring(key, "Exists", nil) }

    /// Selects objects that lack the label.
    public static func lacks(_ key: String) -> LabelSelector { requiring(key, "DoesNotExist", nil) }

    /// A selector that asks for what both ask for.
    public func and(_ other: LabelSelector) -> LabelSelector {
        var both = self
        for (key, value) in other.matchLabels ?? [:] {
            // Of two values for one label none fits; as a requirement beside it, it says so.
            if let mine = matchLabels?[key], mine != value {
                both.matchExpressions = (both.matchExpressions ?? []) + [Requirement(key: key, operator: "In", values: [value])]
            } else {
                both.matchLabels = (both.matchLabels ?? [:]).merging([key: value]) { mine, _ in mine }
            }
        }
        if let more = other.matchExpressions { both.matchExpressions = (both.matchExpressions ?? []) + more }
        return both
    }

    /// The selector as a list or watch call takes it: `app=a,tier in (x,y),!canary`. Equal selectors give equal texts.
    ///
    /// See <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api>.
    public var text: String {
        let labels = (matchLabels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let requirements = (matchExpressions ?? []).map { requirement -> String in
            let values = (requirement.values ?? []).joined(separator: ",")
            return switch requirement.operator {
            case "In": "\(requirement.key) in (\(values))"
            case "NotIn": "\(requirement.key) notin (\(values))"
            case "DoesNotExist": "!\(requirement.key)"
            default: requirement.key
            }
        }
        return (labels + requirements).joined(separator: ",")
    }

    private static func requiring(_ key: String, _ operation: String, _ values: [String]?) -> LabelSelector {
        LabelSelector(matchExpressions: [Requirement(key: key, operator: operation, values: values)])
    }
}
