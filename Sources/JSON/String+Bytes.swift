extension String {
    /// Whether its UTF-8 is these bytes. `==` would take two spellings of an accent for the same, and `elementsEqual` looks at each byte alone.
    package func hasSameBytes(as bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.count == bytes.count else { return false }
        return utf8.withContiguousStorageIfAvailable { mine in
            let (left, right) = (UnsafeRawBufferPointer(mine), UnsafeRawBufferPointer(bytes))
            guard left.count >= 8 else { return left.elementsEqual(right) }
            // The last word overlaps the one before it.
            for offset in stride(from: 0, to: left.count, by: 8) {
                let place = min(offset, left.count - 8)
                let word = left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                if word != right.loadUnaligned(fromByteOffset: place, as: UInt64.self) { return false }
            }
            return true
        } ?? utf8.elementsEqual(bytes)
    }
}
