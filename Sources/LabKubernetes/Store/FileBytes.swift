import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whole files, without Foundation.
enum FileBytes {
    /// The content of a file; nil when there is none.
    static func read(_ path: FilePath) throws -> [UInt8]? {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(path, .readOnly)
        } catch Errno.noSuchFileOrDirectory {
            return nil
        }
        return try file.closeAfter {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { return bytes }
                bytes += buffer[..<count]
            }
        }
    }

    /// Writes a file as a whole: it is either the old or the new one, readable by its owner only.
    static func write(_ bytes: [UInt8], to path: FilePath) throws {
        let temporary = FilePath(path.string + ".new")
        let file = try FileDescriptor.open(temporary, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        try file.closeAfter { _ = try file.writeAll(bytes) }
        try rename(temporary, to: path)
    }

    /// Puts a file in the place of another.
    static func rename(_ source: FilePath, to target: FilePath) throws {
        let result = source.withPlatformString { source in
            target.withPlatformString { target in
                #if canImport(Glibc)
                    Glibc.rename(source, target)
                #else
                    Darwin.rename(source, target)
                #endif
            }
        }
        if result != 0 { throw Errno(rawValue: errno) }
    }

    /// Makes a directory and those above it.
    static func makeDirectory(_ path: FilePath) throws {
        if path.isEmpty || path.components.isEmpty { return }
        let result = path.withPlatformString { mkdir($0, 0o700) }
        if result == 0 { return }
        switch Errno(rawValue: errno) {
        case .fileExists: return
        case .noSuchFileOrDirectory:
            try makeDirectory(path.removingLastComponent())
            try makeDirectory(path)
        case let error: throw error
        }
    }
}
