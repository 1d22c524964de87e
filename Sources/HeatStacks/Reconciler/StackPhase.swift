import KubernetesAPI

/// What the conditions shall say, after the [kstatus](https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md)
/// convention: `Ready`, `Reconciling` and `Stalled` are always there, and exactly one is true.
enum StackPhase: Sendable, Hashable {
    /// The stack is as the spec says.
    case ready(reason: String, message: String)
    /// The controller or Heat is at work.
    case reconciling(reason: String, message: String)
    /// It does not get better by itself, or not soon.
    case stalled(reason: String, message: String)

    private var parts: (reason: String, message: String, isTrue: String) {
        switch self {
        case .ready(let reason, let message): (reason, message, "Ready")
        case .reconciling(let reason, let message): (reason, message, "Reconciling")
        case .stalled(let reason, let message): (reason, message, "Stalled")
        }
    }

    /// Sets the conditions; times of transition stay where nothing changed.
    func apply(to status: inout HeatStackStatus, generation: Int64?, now: Timestamp) {
        let (reason, message, isTrue) = parts
        for type in ["Ready", "Reconciling", "Stalled"] {
            status.conditions.set(
                Condition(
                    type: type, status: type == isTrue ? "True" : "False", observedGeneration: generation, lastTransitionTime: now,
                    reason: reason, message: type == "Ready" || type == isTrue ? Self.bounded(message) : ""))
        }
        status.observedGeneration = generation
    }

    /// A condition's message may hold 32,768 characters; nobody reads more than a screen.
    static func bounded(_ text: String) -> String {
        text.count <= 2000 ? text : String(text.prefix(1999)) + "…"
    }
}
