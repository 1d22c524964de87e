/// What kind of failure a service's own text speaks of: whether it may pass by itself, and what a person can do.
public enum FailureCause: String, Sendable, Hashable, CaseIterable {
    /// Heat's own bound on stacks of a project or resources of a stack.
    case limit
    /// A quota of the project, in whichever service's words.
    case quota
    /// No room: no host, no address.
    case capacity
    /// A node said that it is not ready: its last words follow, and may speak of anything.
    case node
    /// Something did not come in time; a node that never reported above all.
    case timeout
    /// A service did not answer or answered that it cannot.
    case service
    /// Something else is at work on the same thing.
    case conflict
    /// The credentials or the rights.
    case access
    /// What was asked for does not exist or is wrong: an image, a property.
    case invalid
    /// None of these.
    case unknown

    /// The words by which each is known, the more telling first; all in lower case.
    private static let words: [(FailureCause, [String])] = [
        (.node, ["waitconditionfailure"]),
        (.limit, ["maximum resources per stack", "maximum stacks per tenant", "stackresourcelimitexceeded"]),
        (
            .capacity,
            [
                "no valid host", "not enough hosts", "exhausted all hosts", "maximum number of retries", "max scheduling attempts",
                "no more ip addresses", "ipaddressgenerationfailure",
                "insufficient", "no free",
            ]
        ),
        (
            .quota,
            ["quota", "overlimit", "over limit", "(http 413)", "code: 413", "requestlimitexceeded", "limit exceeded", "maximum number of"]
        ),
        (
            .access,
            [
                "(http 401)", "(http 403)", "forbidden", "unauthorized", "not authorized", "authorization failed",
                "requires authentication",
                "delegated tokens",
            ]
        ),
        (.timeout, ["timed out", "timeout", "time-out", " received"]),
        (
            .service,
            [
                "unable to establish connection", "connection refused", "connection reset", "connection aborted", "service unavailable",
                "bad gateway", "gateway time", "internal server error", "(http 500)", "(http 502)", "(http 503)", "(http 504)",
                "unexpected api error", "maximum attempts", "no answer", "answered 5", "temporarily", "failed to allocate the network",
                "was re-scheduled",
                "went to status error",
            ]
        ),
        (.conflict, ["(http 409)", "conflict", "in use", "already exists", "another action", "cancelled"]),
        (
            .invalid,
            [
                "could not be found", "not found", "(http 404)", "(http 400)", "validation", "property error", "invalid", "no such",
                "error validating", "is not allowed",
            ]
        ),
    ]

    /// Reads a service's text.
    public init(_ text: String) {
        let text = text.lowercased()
        self = Self.words.first { $0.1.contains { text.contains($0) } }?.0 ?? .unknown
    }

    /// Whether the same call may well succeed later.
    public var isTransient: Bool {
        switch self {
        case .quota, .capacity, .node, .timeout, .service, .conflict: true
        case .limit, .access, .invalid, .unknown: false
        }
    }

    /// What a person can do about it, in a sentence.
    public var remedy: String {
        switch self {
        case .limit:
            "Delete stacks that nobody needs, ask for fewer nodes, or raise Heat's max_stacks_per_tenant or max_resources_per_stack."
        case .quota: "Free something in the project or raise its quota (openstack quota show)."
        case .capacity: "Choose a smaller flavor, or give the cloud more hosts or addresses."
        case .node: "Mend what the node's last words name (docs/node.md), or look at its console (openstack console log show)."
        case .timeout: "Look at the node's console (openstack console log show) or give it more time (spec.timeout, the template's own)."
        case .service: "Wait until the service that it names answers again."
        case .conflict: "Wait until the other action has ended, or remove what is in the way."
        case .access: "Look at the credentials in clouds.yaml and the roles of their user."
        case .invalid: "Mend the parameter or the template."
        case .unknown: "Look at openstack stack failures list."
        }
    }
}
