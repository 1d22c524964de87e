#if canImport(Glibc)
    import Glibc
#endif

/// Standard output, at once.
enum Console {
    static func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
