import JSON

/// What a delete does to an object, as a pure decision.
/// <https://kubernetes.io/docs/concepts/architecture/garbage-collection/>
struct Deletion: Sendable, Equatable {
    /// What becomes of the object.
    enum Outcome: Sendable, Equatable {
        case remove
        /// It stays, marked, until its finalizers or its grace period are over.
        case mark(JSONValue)
        case unchanged
    }

    static let foreground = "foregroundDeletion"
    static let orphan = "orphan"

    var policy = "Background"
    var grace: Int64?
    var uid: String?
    var resourceVersion: String?

    init() {}

    /// Reads `DeleteOptions` from a body and from the query, which wins.
    init(body: JSONValue, query: [String: String]) {
        policy =
            query["propagationPolicy"] ?? body.at("propagationPolicy")?.text
            ?? (body.at("orphanDependents")?.flag == true ? Self.orphanPolicy : "Background")
        grace = query["gracePeriodSeconds"].flatMap { Int64($0) } ?? body.at("gracePeriodSeconds")?.whole
        uid = body.at("preconditions", "uid")?.text
        resourceVersion = body.at("preconditions", "resourceVersion")?.text
    }

    /// What is wrong with `DeleteOptions`.
    static func problems(body: JSONValue, query: [String: String]) -> [FieldProblem] {
        let policy = query["propagationPolicy"] ?? body.at("propagationPolicy")?.text
        var problems: [FieldProblem] = []
        if let policy, body.at("orphanDependents") != nil {
            problems.append(
                .invalid("propagationPolicy", "\"\(policy)\"", "orphanDependents and deletionPropagation cannot be both set"))
        }
        if let policy, !["Foreground", "Background", orphanPolicy].contains(policy) {
            problems.append(
                .unsupported("propagationPolicy", "\"\(policy)\"", ["\"Foreground\"", "\"Background\"", "\"Orphan\"", "\"nil\""]))
        }
        if let dryRun = body.at("dryRun")?.textElements, !dryRun.isEmpty, dryRun != ["All"] {
            problems.append(.unsupported("dryRun", body.at("dryRun")?.serializedString ?? "", ["\"All\""]))
        }
        return problems
    }

    private static let orphanPolicy = "Orphan"

    /// Decides for an object (in the served version).
    ///
    /// - Throws: ``APIFailure`` 409 when a precondition does not hold.
    func decide(_ object: JSONValue, _ kind: ServedKind, now: Timestamp) throws(APIFailure) -> Outcome {
        if let uid, uid != object.uid {
            throw .conflict(
                kind.resource, object.name, "Precondition failed: UID in precondition: \(uid), UID in object meta: \(object.uid)")
        }
        if let resourceVersion, resourceVersion != object.resourceVersion {
            throw .conflict(
                kind.resource, object.name,
                "Precondition failed: ResourceVersion in precondition: \(resourceVersion), ResourceVersion in object meta: \(object.resourceVersion)"
            )
        }
        var marked = object
        var finalizers = object.finalizers.filter { $0 != Self.foreground && $0 != Self.orphan }
        if policy == "Foreground" { finalizers.append(Self.foreground) }
        if policy == Self.orphanPolicy { finalizers.append(Self.orphan) }
        if object.isTerminating, policy == "Background" { finalizers = object.finalizers }
        marked.setFinalizers(finalizers)
        let isPod = kind.storage == GroupResource(group: "", resource: "pods")
        let isRunning =
            isPod && !(object.at("spec", "nodeName")?.text ?? "").isEmpty
            && !["Succeeded", "Failed"].contains(object.at("status", "phase")?.text)
        let seconds = isRunning ? grace ?? object.at("spec", "terminationGracePeriodSeconds")?.whole ?? 30 : 0
        if kind.storage == APIService.namespaces { marked.set("Terminating", at: "status", "phase") }
        if !object.isTerminating || seconds < (object.at("metadata", "deletionGracePeriodSeconds")?.whole ?? 0) {
            let start = object.isTerminating ? object.at("metadata", "deletionTimestamp")?.text.flatMap { Timestamp($0) } ?? now : now
            marked.set(
                .string(object.isTerminating ? start.text : Timestamp(seconds: now.seconds + seconds).text), at: "metadata",
                "deletionTimestamp")
            marked.set(.integer(seconds), at: "metadata", "deletionGracePeriodSeconds")
            if !object.isTerminating, kind.countsGeneration { marked.set(.integer(object.generation + 1), at: "metadata", "generation") }
        }
        if Self.isFinished(marked) { return .remove }
        return marked == object ? .unchanged : .mark(marked)
    }

    /// Whether nothing holds a marked object any more.
    static func isFinished(_ object: JSONValue) -> Bool {
        object.isTerminating && object.finalizers.isEmpty && (object.at("metadata", "deletionGracePeriodSeconds")?.whole ?? 0) == 0
            && (object.kind != "Namespace" || (object.at("spec", "finalizers")?.elements ?? []).isEmpty)
    }
}
