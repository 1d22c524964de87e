import JSON

/// What a write is: the same for every object it touches.
struct WriteContext: Sendable {
    /// What to do about unknown fields (`fieldValidation`).
    enum FieldValidation: String, Sendable {
        case ignore = "Ignore"
        case warn = "Warn"
        case strict = "Strict"
    }

    var kind: ServedKind
    var subresource: String
    var user: UserInfo
    var manager: String
    var isDryRun: Bool
    var validation: FieldValidation
    var now: Timestamp
    /// What webhooks, policies and rules want the client to be told.
    let warnings = WriteWarnings()

    /// The entry of `managedFields` that the write belongs to.
    func entry(_ operation: String) -> ManagedFields.Entry {
        ManagedFields.Entry(
            manager: manager, operation: operation, apiVersion: kind.apiVersion, subresource: subresource, time: now.text,
            fields: FieldSet())
    }
}
