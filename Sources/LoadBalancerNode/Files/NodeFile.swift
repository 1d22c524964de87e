import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// Small files, read whole and replaced whole.
public enum NodeFile {
    /// The bytes of a file.
    ///
    /// - Throws: ``NodeError`` that names it.
    public static func read(_ path: String) throws(NodeError) -> [UInt8] {
        guard let bytes = readIfPresent(path) else {
            throw NodeError(.file, "\(path) cannot be read: no such file, or no permission")
        }
        return bytes
    }

    /// The bytes of a file, or `nil`.
    public static func readIfPresent(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }

    /// Replaces a file so that a reader, or a crash at any point, meets either the old contents or the new, whole.
    ///
    /// - Parameter mode: the permissions of the new file.
    /// - Throws: ``NodeError`` that names the file and the cause.
    public static func replace(_ path: String, with bytes: [UInt8], mode: UInt16 = 0o644) throws(NodeError) {
        let temporary = "\(path).\(getpid()).new"
        func failed(_ call: String) -> NodeError {
            let cause = String(cString: strerror(errno))
            unlink(temporary)
            return NodeError(.file, "\(path) cannot be written: \(call): \(cause)")
        }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw failed("open") }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                defer { close(descriptor) }
                throw failed("write")
            }
            written += count
        }
        // Without it a crash of the machine may leave the new name with no contents.
        guard fsync(descriptor) == 0 else {
            defer { close(descriptor) }
            throw failed("fsync")
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else { throw failed("rename") }
    }
}
