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
    package static func contents(of path: String, limit: Int) throws(ReadError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
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
