/// Reads a JSON text where it stands, member by member, as a ``JSONProjectable`` asks for it: no tree and no tape between, and nothing
/// is allocated for what is passed over.
///
/// As strict as ``JSONReader``, in what it passes over too. At each moment one value is next: take it, or go on to the next member or
/// element, which passes over it. It cannot be copied, so it never outlives the bytes.
public struct JSONPullReader: ~Copyable {
    fileprivate enum Place: Sendable {
        /// At the first byte of a value.
        case value
        /// After the opening bracket of a container.
        case first
        /// After a value.
        case separator
    }

    /// A point in the text to come back to.
    package struct Mark: Sendable {
        fileprivate var position: Int
        fileprivate var nesting: JSONNesting
        fileprivate var place: Place
    }

    var scanner: JSONScanner
    var pool: JSONStringPool
    private var nesting = JSONNesting()
    /// Of each of the eight innermost containers, a byte: the index of the name that may come next. Deeper ones are guessed wrong, no more.
    private var guesses: UInt64 = 0
    private var place = Place.value
    /// The depth at which the value began that is being read; nothing of what is around it can be taken.
    @usableFromInline var floor = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, strings: consuming JSONStringPool) {
        self.scanner = JSONScanner(bytes)
        self.pool = strings
        scanner.skipSpace()
    }

    /// How many more arrays and objects may be opened here.
    var levelsLeft: Int { JSONReader.depthLimit - nesting.depth }

    // MARK: - Objects and arrays

    /// Enters an object.
    ///
    /// - Throws: ``JSONError`` with code `mismatch` when something else stands there.
    public mutating func beginObject() throws(JSONError) { try begin(isObject: true, "an object") }

    /// Enters an array.
    ///
    /// - Throws: ``JSONError`` with code `mismatch` when something else stands there.
    public mutating func beginArray() throws(JSONError) { try begin(isObject: false, "an array") }

    /// Goes on to the next member with one of these names, whose value is then next; `nil` at the object's end.
    @inlinable
    public mutating func nextMember<Key>(in names: JSONNames<Key>) throws(JSONError) -> Key? {
        let index = try nextMember(in: names.table)
        return index < 0 ? nil : names[index]
    }

    /// Goes on to the next member whatever its name, whose value is then next; `nil` at the object's end.
    public mutating func nextMember() throws(JSONError) -> String? {
        guard let name = try nextName() else { return nil }
        return string(name)
    }

    /// Goes on to the next member whatever its name, and gives the UTF-8 of the name to `body`; false at the object's end.
    ///
    /// - Parameter body: must not keep the buffer.
    public mutating func nextMember(_ body: (UnsafeBufferPointer<UInt8>) throws(JSONError) -> Void) throws(JSONError) -> Bool {
        guard let name = try nextName() else { return false }
        guard name.isEscaped else {
            try body(UnsafeBufferPointer(rebasing: scanner.bytes[name.start..<name.end]))
            return true
        }
        try unescaped(name).withUnsafeBufferPointer(body)
        return true
    }

    /// Goes on to the next element, which is then next; false at the array's end.
    public mutating func nextElement() throws(JSONError) -> Bool {
        guard try advance(isObject: false) else { return false }
        place = .value
        return true
    }

    /// Passes over the value that is next.
    ///
    /// - Throws: ``JSONError`` with code `malformed` when it is not JSON.
    public mutating func skip() throws(JSONError) {
        try expectValue()
        try scanner.skipValue(levels: levelsLeft)
        place = .separator
    }

    mutating func nextName() throws(JSONError) -> JSONScanner.Text? {
        guard try advance(isObject: true) else { return nil }
        let name = try scanner.name()
        place = .value
        return name
    }

    /// Index of the name in the table; -1 at the object's end.
    @usableFromInline
    mutating func nextMember(in table: JSONNameTable) throws(JSONError) -> Int {
        while try advance(isObject: true) {
            let guess = Int(guesses & 0xFF)
            if let count = table.isNext(guess, in: scanner.bytes, at: scanner.position) {
                scanner.position += count
                scanner.skipSpace()
                place = .value
                guesses = guesses & ~0xFF | UInt64(truncatingIfNeeded: (guess + 1) & 0xFF)
                return guess
            }
            let name = try scanner.name()
            if let index = table.index(of: name, in: scanner.bytes) {
                place = .value
                guesses = guesses & ~0xFF | UInt64(truncatingIfNeeded: (index + 1) & 0xFF)
                return index
            }
            try scanner.skipValue(levels: levelsLeft)
            place = .separator
        }
        return -1
    }

    private mutating func begin(isObject: Bool, _ expected: StaticString) throws(JSONError) {
        try expectValue()
        guard scanner.current == (isObject ? UInt8(ascii: "{") : UInt8(ascii: "[")) else { throw mismatch(expected) }
        guard levelsLeft > 0 else { throw scanner.tooDeep() }
        nesting.push(isObject: isObject)
        guesses <<= 8
        scanner.position += 1
        place = .first
    }

    // To the next member or element of the innermost container; false, and out of the container, when there is none.
    @inline(__always)
    private mutating func advance(isObject: Bool) throws(JSONError) -> Bool {
        guard nesting.depth > floor else { return false }
        guard nesting.isObject == isObject else { throw wrongContainer() }
        if place == .value { try skip() }
        scanner.skipSpace()
        if scanner.current == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            scanner.position += 1
            nesting.pop()
            guesses >>= 8
            place = .separator
            return false
        }
        if place == .separator {
            guard scanner.current == UInt8(ascii: ",") else { throw scanner.noSeparator(isObject: isObject) }
            scanner.position += 1
            scanner.skipSpace()
        }
        return true
    }

    // MARK: - Whole values

    /// Reads the value that is next as that type.
    ///
    /// - Throws: ``JSONError``.
    @inlinable
    public mutating func read<T: JSONProjectable>(_ type: T.Type = T.self) throws(JSONError) -> T {
        let outer = try enter()
        do throws(JSONError) {
            let value = try T(reading: &self)
            try leave(outer)
            return value
        } catch {
            floor = outer
            throw error
        }
    }

    /// Makes the value that is next the only one that can be reached; returns what was before.
    @usableFromInline
    mutating func enter() throws(JSONError) -> Int {
        try expectValue()
        defer { floor = nesting.depth }
        return floor
    }

    /// Passes over what is left of the value.
    @usableFromInline
    mutating func leave(_ outer: Int) throws(JSONError) {
        if nesting.depth == floor {
            if place == .value { try skip() }
        } else {
            while nesting.depth > floor {
                let isObject = nesting.isObject
                while try advance(isObject: isObject) {
                    if isObject { _ = try scanner.name() }
                    place = .value
                }
            }
        }
        floor = outer
    }

    /// Says that a scalar has been taken.
    @inline(__always)
    mutating func took() { place = .separator }

    @inline(__always)
    func expectValue() throws(JSONError) {
        guard place == .value, nesting.depth >= floor else { throw nothingNext() }
    }

    @inline(never)
    private func nothingNext() -> JSONError { error(.invalid, "no value is next here") }

    @inline(never)
    private func wrongContainer() -> JSONError {
        error(.mismatch, nesting.isObject ? "an element was asked for in an object" : "a member was asked for in an array")
    }

    /// Checks that the text ends after the value.
    mutating func finish() throws(JSONError) {
        scanner.skipSpace()
        guard scanner.isAtEnd else { throw scanner.fault("expected the end of the text, found \(scanner.found)") }
    }

    // MARK: - Coming back

    /// Where the reader is.
    package func mark() -> Mark { Mark(position: scanner.position, nesting: nesting, place: place) }

    /// Goes back to where the reader was, or forth again.
    package mutating func go(to mark: Mark) {
        scanner.position = mark.position
        nesting = mark.nesting
        place = mark.place
    }
}
