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

    /// Makes a resolved template.
    public init(template: JSONValue, files: [String: String] = [:], environment: JSONValue? = nil, parameterNames: Set<String> = []) {
        self.template = template
        self.files = files
        self.environment = environment
        self.parameterNames = parameterNames
    }
}
