import OpenStackAPI

/// What a person is told when it does not go on by itself: what is wrong, and what to do.
enum StallMessage {
    /// What separates the failure from the remedy.
    static let separator = " | "

    /// The text for a failure that is tried again by itself.
    static func text(retrying failure: String) -> String {
        failure + separator + "It is tried again by itself, less and less often; a changed spec is tried at once."
    }

    /// The text for one that is not; `failure` is the failed resource's own words, if one failed.
    static func text(_ cause: HeatStackAction.StallCause, rule: StackIdentityRule, stack: Heat.Stack?, failure: String) -> String {
        let id = stack?.id ?? rule.name
        switch cause {
        case .createFailed:
            return failure + separator
                + "Change the spec, or delete the stack in Heat (openstack stack delete \(id)): then it is created anew."
        case .adoptFailed:
            return failure + separator + "Mend the stack in Heat, or change the spec to have it updated."
        case .suspended:
            return "stack \(rule.name) is \(stack?.status.text ?? "suspended"): somebody suspended it" + separator
                + "Resume it: openstack stack resume \(id)"
        case .foreign:
            return "Heat has a stack \(rule.name) without the tag \(rule.ownerTag): it is left alone" + separator
                + "Delete or rename it; or give it that tag, and it is taken over."
        case .unknown:
            return "stack \(rule.name) is \(stack?.status.text ?? "gone"), which this controller does not know" + separator
                + "Bring it to a state such as UPDATE_COMPLETE in Heat."
        }
    }

    /// The failure in a text made above.
    static func failure(in text: String) -> String? {
        text.range(of: separator).map { String(text[..<$0.lowerBound]) }
    }
}

extension String {
    /// Where `text` begins in this string; the standard library has it only for collections.
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
