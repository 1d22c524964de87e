import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whole files, read and replaced.
enum Files {
    /// The content; `nil` when there is no such file.
    static func read(_ path: FilePath) throws -> [UInt8]? {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(path, .readOnly)
        } catch Errno.noSuchFileOrDirectory {
            return nil
        }
        return try file.closeAfter {
            var content: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { return content }
                content += chunk.prefix(count)
            }
        }
    }

    /// Writes a new file and puts it in the place of the old one.
    ///
    /// - Parameter permissions: of the new file.
    static func replace(_ path: FilePath, with content: [UInt8], permissions: FilePermissions = .ownerReadWrite) throws {
        let temporary = FilePath(path.string + ".new")
        let file = try FileDescriptor.open(temporary, .writeOnly, options: [.create, .truncate], permissions: permissions)
        _ = try file.closeAfter { try file.writeAll(content) }
        guard rename(temporary.string, path.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: FilePath) throws {
        guard mkdir(path.string, 0o755) != 0, errno != EEXIST else { return }
        guard errno == ENOENT, !path.removingLastComponent().isEmpty else { throw Errno(rawValue: errno) }
        try makeFolder(path.removingLastComponent())
        guard mkdir(path.string, 0o755) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }
}
