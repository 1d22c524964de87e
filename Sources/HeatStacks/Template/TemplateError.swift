/// What is wrong with a template or a file that it refers to, and where.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of faults, by what can be done about them.
    public enum Kind: String, Sendable, Hashable {
        /// The file could not be fetched; it may be there later.
        case unavailable
        /// The file does not exist, or its URL is none that can be fetched.
        case notFound
        /// What was fetched is no template, or too large.
        case invalid
    }

    /// The kind.
    public var kind: Kind
    /// The URL of the file at fault.
    public var url: String
    /// The file that refers to it and the place in that file, e.g. `file:///t/cls.yaml at resources.web.properties.user_data.get_file`.
    public var referrer: String?
    /// What is wrong.
    public var problem: String

    /// Makes an error.
    public init(_ kind: Kind, url: String, referrer: String? = nil, _ problem: String) {
        self.kind = kind
        self.url = url
        self.referrer = referrer
        self.problem = problem
    }

    public var description: String {
        "\(url): \(problem)" + (referrer.map { " (referred to by \($0))" } ?? "")
    }
}
