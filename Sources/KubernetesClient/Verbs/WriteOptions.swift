/// How an object is written.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run>.
public struct WriteOptions: Sendable, Hashable {
    /// What the server does about fields that a kind does not have, or that are written twice.
    ///
    /// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation>.
    public enum FieldValidation: String, Sendable, Hashable, CaseIterable {
        /// It refuses with 400.
        case strict = "Strict"
        /// It drops them and warns; the server's default.
        case warn = "Warn"
        /// It drops them.
        case ignore = "Ignore"
    }

    /// Whether the server only says what it would do: admission and validation run, nothing is stored.
    public var dryRun: Bool
    /// Who writes, as `metadata.managedFields` will have it; the program's name by default. At most 128 characters.
    public var fieldManager: String?
    /// What the server does about fields that it does not know.
    public var fieldValidation: FieldValidation?

    /// Makes options.
    public init(dryRun: Bool = false, fieldManager: String? = nil, fieldValidation: FieldValidation? = nil) {
        self.dryRun = dryRun
        self.fieldManager = fieldManager
        self.fieldValidation = fieldValidation
    }

    /// Asks only what would happen.
    public static let dryRun = WriteOptions(dryRun: true)

    var query: [KubernetesRequest.QueryItem] {
        var query: [KubernetesRequest.QueryItem] = []
        if dryRun { query.append(.init("dryRun", "All")) }
        if let fieldManager { query.append(.init("fieldManager", fieldManager)) }
        if let fieldValidation { query.append(.init("fieldValidation", fieldValidation.rawValue)) }
        return query
    }
}
