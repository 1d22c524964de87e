/// How much a template may bring with it.
public struct TemplateLimits: Sendable, Hashable {
    /// The largest file, in bytes; Heat's own `max_template_size` is 512 KiB by default.
    public var fileBytes: Int
    /// All files together, in bytes.
    public var totalBytes: Int
    /// The number of files.
    public var files: Int
    /// How deep templates may be nested; Heat's own `max_nested_stack_depth` is 5 by default.
    public var depth: Int

    /// Makes limits.
    public init(fileBytes: Int = 1 << 20, totalBytes: Int = 8 << 20, files: Int = 200, depth: Int = 10) {
        self.fileBytes = fileBytes
        self.totalBytes = totalBytes
        self.files = files
        self.depth = depth
    }
}
