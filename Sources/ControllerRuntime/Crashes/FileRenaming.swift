import Glibc
import SystemPackage

enum FileRenaming {
    /// Puts a file in the place of another, whole or not at all.
    static func rename(_ old: FilePath, to new: FilePath) throws {
        let result = old.withPlatformString { old in new.withPlatformString { new in Glibc.rename(old, new) } }
        if result != 0 { throw Errno(rawValue: errno) }
    }
}

extension FileDescriptor {
    /// Reads from the beginning, no more than `limit` bytes.
    func readWhole(atMost limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let piece = try [UInt8](unsafeUninitializedCapacity: min(1 << 16, limit - bytes.count)) { buffer, count in
                count = try read(fromAbsoluteOffset: Int64(bytes.count), into: UnsafeMutableRawBufferPointer(buffer))
            }
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }
}
