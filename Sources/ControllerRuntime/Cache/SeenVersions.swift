import KubernetesAPI

/// How far a cache has come, and who waits for it to come further. Pure: what is due is returned, not called.
///
/// Versions that are numbers are in order. Of others it is only known that they have passed by, or that a full list begun after the question
/// must have shown them.
///
/// A cache of several namespaces has as many parts, each of which comes along by itself. It has seen a version when all of them have, or when the
/// very object of that version has passed by in one.
struct SeenVersions: Sendable {
    typealias Body = @Sendable () -> Void

    private struct Waiting {
        var awaited: Awaited
        var body: Body
    }

    private enum Awaited {
        case number(UInt64)
        case text(String, list: Int)
    }

    /// How many versions without order are remembered: writes are asked about within moments.
    private static let memory = 256

    private var reached: [UInt64]
    private var waiting: [Int: Waiting] = [:]
    private var nextTicket = 0
    private var lowestAwaited = UInt64.max
    private var awaitsText = false
    private var passed: [String] = []
    private var nextPassed = 0
    private var lists = 0

    init(parts: Int = 1) { self.reached = Array(repeating: 0, count: max(1, parts)) }

    /// Everything up to here has been stored; `nil` before the first list, and where versions have no order.
    var last: ResourceVersion? { ResourceVersion(String(number)) }

    private var number: UInt64 { reached.count == 1 ? reached[0] : reached.min() ?? 0 }

    func hasSeen(_ version: ResourceVersion) -> Bool {
        let number = number
        if number >= version.number { return true }
        return (number == 0 || reached.count > 1) && hasPassed(version.description)
    }

    func hasSeen(_ text: String) -> Bool { ResourceVersion(text).map { hasSeen($0) } ?? hasPassed(text) }

    /// Waits for a version; `nil` when it has been seen, and `body` is to be called by the caller.
    mutating func wait(for text: String, _ body: @escaping Body) -> Int? {
        if hasSeen(text) { return nil }
        nextTicket += 1
        if let version = ResourceVersion(text) {
            waiting[nextTicket] = Waiting(awaited: .number(version.number), body: body)
            lowestAwaited = min(lowestAwaited, version.number)
        } else {
            waiting[nextTicket] = Waiting(awaited: .text(text, list: lists), body: body)
            awaitsText = true
        }
        return nextTicket
    }

    /// Gives a wait up; returns whether it was still waiting.
    mutating func giveUp(_ ticket: Int) -> Bool {
        guard waiting.removeValue(forKey: ticket) != nil else { return false }
        refresh()
        return true
    }

    /// An object, or a bookmark, of that version has been stored.
    mutating func saw(_ version: UInt64, in part: Int = 0, isBookmark: Bool = false) -> [Body] {
        let isAlone = reached.count == 1
        if !isAlone, !isBookmark { remember(String(version)) }
        if reached[part] >= version { return isAlone || isBookmark ? [] : passing(version) }
        reached[part] = version
        if version < lowestAwaited { return [] }
        return isAlone ? due { if case .number(let number) = $0 { number <= version } else { false } } : passing(isBookmark ? 0 : version)
    }

    // With several parts: what all have reached, and what is that very version.
    private mutating func passing(_ version: UInt64) -> [Body] {
        let number = number
        return due { if case .number(let awaited) = $0 { awaited <= number || awaited == version } else { false } }
    }

    /// An object whose version has no order has been stored.
    mutating func saw(unordered text: String) -> [Body] {
        remember(text)
        return awaitsText ? due { if case .text(text, _) = $0 { true } else { false } } : []
    }

    /// A full list begins.
    mutating func listBegan() { lists += 1 }

    /// The full list that began last has been stored whole. Its version is the present, even where it is lower than the last one.
    mutating func listEnded(at text: String, in part: Int = 0) -> [Body] {
        let now = ResourceVersion(text)?.number ?? 0
        let isUnordered = now == 0
        let wentBack = now < reached[part]
        reached[part] = now
        let lists = lists
        let number = number
        return due { awaited in
            switch awaited {
            case .number(let awaited): isUnordered || wentBack || awaited <= number
            case .text(_, let list): list < lists
            }
        }
    }

    private mutating func remember(_ text: String) {
        if passed.count < Self.memory {
            passed.append(text)
        } else {
            passed[nextPassed % Self.memory] = text
            nextPassed = (nextPassed + 1) % Self.memory
        }
    }

    private func hasPassed(_ text: String) -> Bool { passed.contains(text) }

    private mutating func due(_ isDue: (Awaited) -> Bool) -> [Body] {
        let tickets = waiting.filter { isDue($0.value.awaited) }.keys.sorted()
        guard !tickets.isEmpty else { return [] }
        let bodies = tickets.compactMap { waiting.removeValue(forKey: $0)?.body }
        refresh()
        return bodies
    }

    private mutating func refresh() {
        lowestAwaited = .max
        awaitsText = false
        for waiting in waiting.values {
            switch waiting.awaited {
            case .number(let number): lowestAwaited = min(lowestAwaited, number)
            case .text: awaitsText = true
            }
        }
    }
}
