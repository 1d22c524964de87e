#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads small files without Foundation.
package enum LocalFile {
    /// Why a file cannot be read.
    package struct ReadError: Error, Sendable, CustomStringConvertible {
        /// The file's path.
        package var path: String
        /// The reason in words.
        package var reason: String
        /// Whether there is no such file.
        package var isMissing: Bool

        package var description: String { "\(path): \(reason)" }
    }

    /// The bytes of the file at `path`, of at most `limit` bytes. Throws ``ReadError``.
    ///
    /// - Parameter onlyRegular: refuses pipes, devices and the like, whose reading may never end.
    package static func contents(of path: String, limit: Int, onlyRegular: Bool = false) throws(ReadError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (onlyRegular ? O_NONBLOCK : 0))
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        if onlyRegular {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw failure(path) }
            guard status.st_mode & S_IFMT == S_IFREG else { throw ReadError(path: path, reason: "not a regular file", isMissing: false) }
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw failure(path)
            }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw ReadError(path: path, reason: "larger than \(limit) bytes", isMissing: false)
            }
        }
    }

    private static func failure(_ path: String) -> ReadError {
        let code = errno
        return ReadError(path: path, reason: String(cString: strerror(code)), isMissing: code == ENOENT || code == ENOTDIR)
    }
}
