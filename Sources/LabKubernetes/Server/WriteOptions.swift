/// What a write says by its query, checked as the API server checks `CreateOptions`, `UpdateOptions` and `PatchOptions`.
struct WriteOptions: Sendable {
    var isDryRun: Bool
    var validation: WriteContext.FieldValidation

    private static let longestManager = 128

    /// - Throws: ``APIFailure`` 422.
    init(_ target: RequestTarget, isApply: Bool) throws(APIFailure) {
        let query = target.query
        var problems: [FieldProblem] = []
        if target.verb == "patch" {
            if !isApply, query["force"] != nil { problems.append(.forbidden("force", "may not be specified for non-apply patch")) }
            if isApply, (query["fieldManager"] ?? "").isEmpty { problems.append(.required("fieldManager", "is required for apply patch")) }
        }
        let manager = query["fieldManager"] ?? ""
        if manager.utf8.count > Self.longestManager {
            problems.append(
                FieldProblem(
                    reason: .tooLong, field: "fieldManager", body: "Too long: may not be more than \(Self.longestManager) bytes"))
        }
        let dryRun = query["dryRun"] ?? ""
        if !dryRun.isEmpty, dryRun != "All" { problems.append(.unsupported("dryRun", "[\"\(dryRun)\"]", ["\"All\""])) }
        let validation = query["fieldValidation"] ?? ""
        if !validation.isEmpty, WriteContext.FieldValidation(rawValue: validation) == nil {
            problems.append(
                .unsupported("fieldValidation", "\"\(validation)\"", ["\"\"", "\"Ignore\"", "\"Strict\"", "\"Warn\""]))
        }
        if !problems.isEmpty {
            let kind =
                switch target.verb {
                case "create": "CreateOptions"
                case "patch": "PatchOptions"
                case "delete", "deletecollection": "DeleteOptions"
                default: "UpdateOptions"
                }
            throw .invalid(group: "meta.k8s.io", kind: kind, name: "", problems)
        }
        isDryRun = dryRun == "All"
        self.validation = WriteContext.FieldValidation(rawValue: validation) ?? .warn
    }
}
