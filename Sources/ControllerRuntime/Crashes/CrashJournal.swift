import JSON
import KubernetesAPI
import NIOConcurrencyHelpers
import SystemPackage

/// Remembers beyond the end of the process which keys were in work when it died, so that one object that makes the reconciler trap does not
/// keep all others from being reconciled.
///
/// A trap in Swift cannot be caught, but it can be outlived: each worker notes its key in a small file before it begins. After a restart the
/// keys that were in work are tried last, one at a time and later each time; one that has ended three processes is set aside until the
/// object changes.
///
/// The files must outlive the process: on an `emptyDir` volume they outlive the container, and go with the Pod. One process at a time may
/// use a directory.
public final class CrashJournal: Sendable {
    /// The journal cannot be kept.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// Where and why.
        public let description: String
    }

    typealias Identity = CrashSuspect.Identity

    private struct State {
        var crashes: CrashState
        var freePages: [Int]
    }

    /// How many keys of all controllers may be in work at once; more are not noted.
    static let pages = 128

    private let file: FileDescriptor
    private let memory: FilePath
    private let state: NIOLockedValueBox<State>

    /// Opens the journal in a directory, which must exist, and reads what the last process left there.
    ///
    /// - Throws: ``Failure`` when the files cannot be read or written.
    public convenience init(directory: String) throws { try self.init(directory: directory, now: .now) }

    init(directory: String, now: ContinuousClock.Instant) throws {
        let folder = FilePath(directory)
        do {
            memory = folder.appending("crash-suspects.json")
            file = try FileDescriptor.open(
                folder.appending("keys-in-work"), .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite, .groupRead])
            let dying = try Self.dying(in: file)
            let crashes = CrashState(suspects: try Self.suspects(in: memory), dying: dying, now: now)
            state = NIOLockedValueBox(State(crashes: crashes, freePages: Array((0..<Self.pages).reversed())))
            // First the memory, then the pages: a crash between the two counts twice at worst.
            if !dying.isEmpty { try Self.write(Array(crashes.suspects.values), to: memory) }
            try file.writeAll(toAbsoluteOffset: 0, [UInt8](repeating: 0, count: Self.pages * CrashPage.size))
        } catch {
            throw Failure(description: "the crash journal in \(directory) cannot be kept: \(error); give a directory that can be written")
        }
    }

    deinit { try? file.close() }

    /// How many keys the last process is blamed on.
    func blamedAtStart(controller: String) -> Int { state.withLockedValue { $0.crashes.blamed[controller] ?? 0 } }

    func verdict(on identity: Identity, fingerprint: String?, others: Int, now: ContinuousClock.Instant) -> CrashState.Verdict {
        state.withLockedValue { $0.crashes.verdict(on: identity, fingerprint: fingerprint, others: others, now: now) }
    }

    /// Notes that a key is in work; ``close(_:)`` must follow. Where every page is taken it is not noted, and in work all the same.
    func open(_ controller: String, _ key: ObjectKey, fingerprint: String?) -> CrashEntry {
        let identity = Identity(controller: controller, key: key)
        let (page, isSuspect) = state.withLockedValue { ($0.freePages.popLast(), $0.crashes.suspects[identity] != nil) }
        guard let page else { return CrashEntry(identity: identity, page: nil) }
        let note = CrashPage(CrashSuspect(identity: identity, fingerprint: fingerprint, crashes: 0), isSuspect: isSuspect)
        if let bytes = note.bytes { _ = try? file.writeAll(toAbsoluteOffset: Int64(page * CrashPage.size), bytes) }
        return CrashEntry(identity: identity, page: page)
    }

    /// Notes that a key is not in work any more.
    func close(_ entry: CrashEntry) {
        if let page = entry.page { _ = try? file.writeAll(toAbsoluteOffset: Int64(page * CrashPage.size), CollectionOfOne(UInt8(0))) }
        let suspects = state.withLockedValue { state -> [CrashSuspect]? in
            if let page = entry.page { state.freePages.append(page) }
            return state.crashes.end(entry.identity) ? Array(state.crashes.suspects.values) : nil
        }
        if let suspects { try? Self.write(suspects, to: memory) }
    }

    private static func dying(in file: FileDescriptor) throws -> [(suspect: CrashSuspect, wasSuspect: Bool)] {
        let bytes = try file.readWhole(atMost: pages * CrashPage.size)
        return stride(from: 0, to: bytes.count, by: CrashPage.size).compactMap { start in
            CrashPage(bytes[start..<min(start + CrashPage.size, bytes.count)]).map { ($0.suspect, $0.isSuspect) }
        }
    }

    private static func suspects(in path: FilePath) throws -> [CrashSuspect] {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch Errno.noSuchFileOrDirectory { return [] }
        let bytes = try file.closeAfter { try file.readWhole(atMost: 16 << 20) }
        // A file that is none is as good as no file: it must not keep the controller from starting.
        return ((try? JSONValue(parsing: bytes))?.arrayValue ?? []).compactMap { CrashSuspect(json: $0) }
    }

    private static func write(_ suspects: [CrashSuspect], to path: FilePath) throws {
        let new = path.removingLastComponent().appending(".crash-suspects.new")
        let file = try FileDescriptor.open(
            new, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite, .groupRead])
        try file.closeAfter { _ = try file.writeAll(JSONValue.array(suspects.map(\.json)).serialized()) }
        try FileRenaming.rename(new, to: path)
    }
}
