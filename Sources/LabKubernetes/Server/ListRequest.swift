import JSON

/// What a list or a watch asks for by its query, checked as the API server checks it.
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list>
struct ListRequest: Sendable, Equatable {
    /// How `resourceVersion` is meant.
    enum Match: String, Sendable {
        case exact = "Exact"
        case notOlderThan = "NotOlderThan"
    }

    /// Where the next page begins, and the revision that all pages show; -1 for the newest, at the price of consistency.
    struct Token: Sendable, Equatable {
        var revision: Int64
        var after: ObjectKey

        init(revision: Int64, after: ObjectKey) {
            self.revision = revision
            self.after = after
        }

        init?(_ text: String) {
            guard let bytes = Base64.decode(text), let value = try? JSONValue(parsing: bytes), let revision = value.at("rv")?.whole else {
                return nil
            }
            self.init(
                revision: revision, after: ObjectKey(namespace: value.at("namespace")?.text ?? "", name: value.at("name")?.text ?? ""))
        }

        var text: String {
            let value: JSONValue = ["rv": .integer(revision), "namespace": .string(after.namespace), "name": .string(after.name)]
            return Base64.encodeURL(value.serialized())
        }
    }

    /// The revision named; nil when none is, 0 for any.
    var revision: Int64?
    var match: Match?
    var token: Token?
    var limit: Int?
    /// Whether initial events were asked for, or declined.
    var sendInitialEvents: Bool?

    /// Reads and checks a query.
    ///
    /// - Throws: ``APIFailure`` 400 or 422.
    init(_ query: [String: String], isWatch: Bool, initialEvents: LabKubernetesConfiguration.InitialEvents) throws(APIFailure) {
        if initialEvents != .ignored, let text = query["sendInitialEvents"], !text.isEmpty {
            sendInitialEvents = ["1", "true"].contains(text)
        }
        let isOld = isWatch && initialEvents == .ignored
        let problems = Self.problems(
            isOld ? query.filter { $0.key != "resourceVersionMatch" } : query, isWatch: isWatch, sends: sendInitialEvents,
            isServed: initialEvents == .served)
        if !problems.isEmpty { throw .invalid(group: "meta.k8s.io", kind: "ListOptions", name: "", problems) }
        match = isOld ? nil : query["resourceVersionMatch"].flatMap { Match(rawValue: $0) }
        revision = try Self.revision(query["resourceVersion"])
        limit = query["limit"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        guard !isWatch, let text = query["continue"], !text.isEmpty else { return }
        if let revision, revision != 0 { throw .badRequest("specifying resource version is not allowed when using continue") }
        guard let read = Token(text) else { throw .badRequest("continue key is not valid: \(text)") }
        token = read
    }

    /// The number of a revision that a query names; nil when it names none.
    ///
    /// - Throws: ``APIFailure`` 400 when it is no number.
    static func revision(_ text: String?) throws(APIFailure) -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw .badRequest("Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax")
        }
        return number
    }

    /// The one revision that a list must show; nil when the newest does.
    var exactRevision: Int64? {
        guard let revision, revision > 0 else { return nil }
        // A page of a version without a match is the old way to say Exact.
        return match == .exact || (match == nil && limit != nil) ? revision : nil
    }

    private static func problems(_ query: [String: String], isWatch: Bool, sends: Bool?, isServed: Bool) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let match = query["resourceVersionMatch"] ?? ""
        let continues = !(query["continue"] ?? "").isEmpty
        func forbid(_ field: String, _ detail: String) { problems.append(.forbidden(field, detail)) }
        if isWatch {
            if sends != nil {
                if match != Match.notOlderThan.rawValue {
                    forbid("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
                }
                if !isServed {
                    forbid("sendInitialEvents", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled")
                }
            }
            if match.isEmpty { return problems }
            if sends == nil {
                forbid("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
            }
            if match != Match.notOlderThan.rawValue {
                problems.append(.unsupported("resourceVersionMatch", "\"\(match)\"", ["\"NotOlderThan\""]))
            }
            if continues { forbid("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided") }
            return problems
        }
        if !match.isEmpty {
            let version = query["resourceVersion"] ?? ""
            if version.isEmpty { forbid("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided") }
            if continues { forbid("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided") }
            if Match(rawValue: match) == nil {
                problems.append(.unsupported("resourceVersionMatch", "\"\(match)\"", ["\"Exact\"", "\"NotOlderThan\"", "\"\""]))
            }
            if match == Match.exact.rawValue, version == "0" {
                forbid("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")
            }
        }
        if sends != nil { forbid("sendInitialEvents", "sendInitialEvents is forbidden for list") }
        return problems
    }
}
