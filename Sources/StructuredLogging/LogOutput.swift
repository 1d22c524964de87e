import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Where log lines go.
public struct LogOutput: Sendable {
    private let write: @Sendable ([UInt8]) -> Void

    /// Makes an output that is given whole lines, each with its line feed, possibly several at once from several threads.
    public init(_ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    /// The process's error stream: one `write(2)` a line, so that lines of several threads never mix, nor those of several processes up to
    /// 4 KiB ([pipe(7)](https://man7.org/linux/man-pages/man7/pipe.7.html), `PIPE_BUF`).
    public static let standardError = LogOutput { line in
        lock.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
                if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
            }
        }
    }

    private static let lock = Mutex(())

    func line(_ bytes: [UInt8]) { write(bytes) }
}
