import JSON

/// A template with everything that it refers to: what Heat needs in one call.
public struct ResolvedTemplate: Sendable, Hashable {
    /// The root template. The original text if it refers to no file, else an object in which references are absolute URLs.
    public var template: JSONValue
    /// The files by absolute URL; templates among them as JSON, with references rewritten likewise.
    public var files: [String: String]
    /// The environment with the references of its `resource_registry` rewritten.
    public var environment: JSONValue?
    /// The names of the parameters that the root template declares.
    public var parameterNames: Set<String>
    /// The SHA-256 in hexadecimal: of the root template if it refers to no file, else of the lines that `sha256sum` prints for it and its files, each
    /// by its name relative to the root template, in order of the names.
    public var digest: String

    /// Makes a resolved template.
    public init(
        template: JSONValue, files: [String: String] = [:], environment: JSONValue? = nil, parameterNames: Set<String> = [],
        digest: String = ""
    ) {
        self.template = template
        self.files = files
        self.environment = environment
        self.parameterNames = parameterNames
        self.digest = digest
    }
}
