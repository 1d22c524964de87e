/// Which of the open containers are objects: one bit each, without an allocation up to 64 levels.
struct JSONNesting {
    private(set) var depth = 0
    private var top: UInt64 = 0
    private var below: [UInt64] = []

    /// Whether the innermost container is an object.
    var isObject: Bool { top & 1 == 1 }

    mutating func push(isObject: Bool) {
        if depth & 63 == 0, depth > 0 { below.append(top) }
        top = top << 1 | (isObject ? 1 : 0)
        depth += 1
    }

    mutating func pop() {
        guard depth > 0 else { return }
        depth -= 1
        top >>= 1
        if depth & 63 == 0, depth > 0 { top = below.popLast() ?? 0 }
    }
}
