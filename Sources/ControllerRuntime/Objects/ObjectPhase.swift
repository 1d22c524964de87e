import KubernetesAPI

/// Where an object stands, as conditions after the
/// [kstatus](https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md) convention say it.
public enum ObjectPhase: Sendable, Hashable {
    /// It is as its spec says.
    case ready(reason: String, message: String)
    /// The controller is at work.
    case reconciling(reason: String, message: String)
    /// It does not get better by itself, or not soon.
    case stalled(reason: String, message: String)

    /// The type of the condition that is true.
    public var type: String {
        switch self {
        case .ready: "Ready"
        case .reconciling: "Reconciling"
        case .stalled: "Stalled"
        }
    }

    /// Machine-readable, in CamelCase.
    public var reason: String {
        switch self {
        case .ready(let reason, _), .reconciling(let reason, _), .stalled(let reason, _): reason
        }
    }

    /// The same for people.
    public var message: String {
        switch self {
        case .ready(_, let message), .reconciling(_, let message), .stalled(_, let message): message
        }
    }
}

extension [Condition] {
    /// The longest message that a condition takes is 32,768 characters; nobody reads more than a screen.
    private static var longestMessage: Int { 2000 }

    /// Sets the conditions `Ready`, `Reconciling` and `Stalled` so that exactly the phase's one is true; times of transition stay where the
    /// status did not change. Other conditions stay.
    ///
    /// - Parameters:
    ///   - generation: the `metadata.generation` that this was computed from.
    ///   - now: the time of transition of what changes.
    public mutating func set(_ phase: ObjectPhase, generation: Int64?, now: Timestamp) {
        let whole = phase.message
        let message = whole.count <= Self.longestMessage ? whole : String(whole.prefix(Self.longestMessage - 1)) + "…"
        for type in ["Ready", "Reconciling", "Stalled"] {
            let isTrue = type == phase.type
            set(
                Condition(
                    type: type, status: isTrue ? "True" : "False", observedGeneration: generation, lastTransitionTime: now,
                    reason: phase.reason, message: type == "Ready" || isTrue ? message : ""))
        }
    }

    /// What the conditions say, if they follow the convention: what is true of `Stalled`, `Reconciling` and `Ready`, in that order.
    public var phase: ObjectPhase? {
        if let stalled = self["Stalled"], stalled.status == "True" { return .stalled(reason: stalled.reason, message: stalled.message) }
        if let busy = self["Reconciling"], busy.status == "True" { return .reconciling(reason: busy.reason, message: busy.message) }
        if let ready = self["Ready"], ready.status == "True" { return .ready(reason: ready.reason, message: ready.message) }
        return nil
    }
}
