import KubernetesAPI
import OpenStackAPI

/// What a person is told when it does not go on by itself: what is wrong, and what to do.
enum StallMessage {
    /// What separates the failure from the remedy.
    static let separator = " | "

    /// The text for a failure that is tried again by itself.
    static func text(retrying failure: String) -> String {
        failure + separator + "It is tried again by itself, less and less often; a changed spec is tried at once. "
            + FailureCause(failure).remedy
    }

    /// The text for one that is not; `failure` is the failed resource's own words, if one failed.
    static func text(_ cause: HeatStackAction.StallCause, _ situation: HeatStackSituation, stack: Heat.Stack?, failure: String) -> String {
        let rule = situation.rule
        let id = stack?.id ?? rule.name
        switch cause {
        case .createFailed:
            let kind = FailureCause(failure)
            let tries = kind.isTransient && situation.createAttempts > 1 ? "It was tried \(situation.createAttempts) times. " : ""
            return failure + separator + tries + kind.remedy
                + " Then set the annotation \(AKE.retryAnnotation) to a new value, or change the spec: it is deleted and created anew."
        case .adoptFailed:
            return failure + separator + "Mend the stack in Heat, or change the spec to have it updated."
        case .suspended:
            return "stack \(rule.name) is \(stack?.status.text ?? "suspended"): somebody suspended it" + separator
                + "Resume it: openstack stack resume \(id)"
        case .suspendedBySpec:
            return "spec.suspend is true: nothing is sent to Heat, and the stack is not as the spec says" + separator
                + "Set spec.suspend to false."
        case .protected:
            return "spec.deletionPolicy is Protect: the object is being deleted, and stack \(id) stays" + separator
                + "Set spec.deletionPolicy to Delete, or to Retain to let go of the stack."
        case .adoptMissing:
            return "spec.adopt: there is no stack of that id or name in the project" + separator
                + "Look at openstack stack list; to have a stack created, make the object anew without spec.adopt."
        case .adoptTaken:
            let owner = if case .taken(_, let owner) = situation.adoption { owner } else { "another" }
            return "spec.adopt: the stack is kept by HeatStack \(owner)" + separator
                + "Delete that object with spec.deletionPolicy Retain, or name another stack."
        case .foreign:
            return "Heat has a stack \(rule.name) without the tag \(rule.ownerTag): it is left alone" + separator
                + "Delete or rename it; or give it that tag, and it is taken over."
        case .noProgress:
            let minutes = situation.progressAge.components.seconds / 60
            return
                "stack \(rule.name) has been \(stack?.status.text ?? "in progress") for \(minutes) minutes, longer than Heat's usual limit"
                + separator
                + "Look whether heat-engine runs. If nobody is at it any more, set the annotation \(AKE.retryAnnotation) to a new value: "
                + "a create or an update is given up and tried again. Set spec.timeout to have that done by itself."
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
