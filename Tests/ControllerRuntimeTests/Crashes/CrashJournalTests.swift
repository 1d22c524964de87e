import FoundationEssentials
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

// One after another: while an exit test waits, it holds a thread of the few that all tests share.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CrashJournalTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "crash-journal-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory.path)
    }

    private static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "n", name: name) }

    private func verdict(_ journal: CrashJournal, _ name: String) -> CrashState.Verdict {
        journal.verdict(
            on: .init(controller: "c", key: Self.key(name)), fingerprint: "f", others: 0, now: .now)
    }

    @Test func `what was in work when a journal was left is known to the next, what had ended is not`() async throws {
        try await withDirectory { directory in
            do {
                let journal = try CrashJournal(directory: directory)
                let ended = journal.open("c", Self.key("ended"), fingerprint: "f")
                _ = journal.open("c", Self.key("open"), fingerprint: "f")
                journal.close(ended)
            }
            let journal = try CrashJournal(directory: directory)
            #expect(journal.blamedAtStart(controller: "c") == 1)
            #expect(verdict(journal, "ended") == .free)
            #expect(verdict(journal, "open") != .free)
            #expect(try CrashJournal(directory: directory).blamedAtStart(controller: "c") == 0)
        }
    }

    @Test func `more keys than pages are not noted, and pages are used again`() async throws {
        try await withDirectory { directory in
            let journal = try CrashJournal(directory: directory)
            let entries = (0..<CrashJournal.pages).map { journal.open("c", Self.key("k\($0)"), fingerprint: nil) }
            #expect(Set(entries.compactMap(\.page)).count == CrashJournal.pages)
            let more = journal.open("c", Self.key("more"), fingerprint: nil)
            #expect(more.page == nil)
            journal.close(more)
            journal.close(entries[3])
            #expect(journal.open("c", Self.key("more"), fingerprint: nil).page == entries[3].page)
        }
    }

    @Test func `a suspect that is in work without a page lets the next one go on when it has ended`() async throws {
        try await withDirectory { directory in
            do {
                let journal = try CrashJournal(directory: directory)
                for name in ["first", "second"] { _ = journal.open("c", Self.key(name), fingerprint: "f") }
            }
            let journal = try CrashJournal(directory: directory, now: .now - .seconds(3600))
            for number in 0..<CrashJournal.pages { _ = journal.open("c", Self.key("k\(number)"), fingerprint: nil) }
            for name in ["first", "second"] {
                #expect(verdict(journal, name) == .alone)
                let entry = journal.open("c", Self.key(name), fingerprint: "f")
                #expect(entry.page == nil)
                journal.close(entry)
                #expect(verdict(journal, name) == .free)
            }
        }
    }

    @Test func `a controller works off its suspects while every page is taken`() async throws {
        try await withDirectory { directory in
            let suspects = ["first", "second", "third"]
            do {
                let journal = try CrashJournal(directory: directory)
                for name in suspects { _ = journal.open("c", Self.key(name), fingerprint: nil) }
            }
            let journal = try CrashJournal(directory: directory, now: .now - .seconds(3600))
            for number in 0..<CrashJournal.pages { _ = journal.open("other", Self.key("k\(number)"), fingerprint: nil) }
            let trapping = Trapping()
            let controller = Controller(name: "c", reconciler: trapping, workers: 2, logger: Self.quiet)
            controller.remembersCrashes(in: journal)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await controller.run() }
                for name in suspects { controller.queue.add(Self.key(name)) }
                try await eventually("all of them") { trapping.done.withLockedValue { $0 == Set(suspects) } }
                group.cancelAll()
            }
        }
    }

    @Test func `files that are none of its own are no reason not to start`() async throws {
        try await withDirectory { directory in
            for name in ["keys-in-work", "crash-suspects.json"] {
                try Data("nonsense".utf8).write(to: URL(filePath: directory).appending(path: name))
            }
            #expect(try CrashJournal(directory: directory).blamedAtStart(controller: "c") == 0)
        }
    }

    @Test func `a directory that cannot be written says so`() {
        #expect(throws: CrashJournal.Failure.self) { try CrashJournal(directory: "/nowhere/at/all") }
    }

    /// Reconciles any key but one, at which it ends the process as any trap does.
    private struct Trapping: Reconciler {
        let done = NIOLockedValueBox<Set<String>>([])

        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            if key.name == "poison" {
                let empty: [Int] = []
                // A trap: what an unchecked index does anywhere in a reconciler.
                _ = empty[key.name.count]
            }
            done.withLockedValue { _ = $0.insert(key.name) }
            return .done
        }
    }

    @Test func `an object that ends the process keeps no other from being reconciled after the restart`() async throws {
        try await withDirectory { directory in
            await #expect(processExitsWith: .failure) { [directory = directory as String] in
                let controller = Controller(name: "c", reconciler: Trapping(), workers: 2, logger: Self.quiet)
                controller.remembersCrashes(in: try CrashJournal(directory: directory))
                controller.queue.add(Self.key("poison"))
                try await controller.run()
            }
            let trapping = Trapping()
            let controller = Controller(name: "c", reconciler: trapping, workers: 2, logger: Self.quiet)
            controller.remembersCrashes(in: try CrashJournal(directory: directory))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await controller.run() }
                controller.queue.add(Self.key("poison"))
                let others = (0..<50).map { "k\($0)" }
                for name in others { controller.queue.add(Self.key(name)) }
                try await eventually("all others") { trapping.done.withLockedValue { $0 == Set(others) } }
                group.cancelAll()
            }
        }
    }

    @Test func `processes that one object ends again and again set it aside in the end`() async throws {
        try await withDirectory { directory in
            for _ in 0..<CrashState.limit {
                await #expect(processExitsWith: .failure) { [directory = directory as String] in
                    // Time is what a suspect waits for; here it has passed.
                    let journal = try CrashJournal(directory: directory, now: .now - .seconds(3600))
                    let controller = Controller(name: "c", reconciler: Trapping(), workers: 1, logger: Self.quiet)
                    controller.remembersCrashes(in: journal)
                    controller.wiring.withLockedValue { $0.fingerprint = { _ in "uid/1" } }
                    controller.queue.add(Self.key("poison"))
                    try await controller.run()
                }
            }
            let quarantined = NIOLockedValueBox<[ObjectKey: Int]>([:])
            let trapping = Trapping()
            let controller = Controller(name: "c", reconciler: trapping, workers: 1, logger: Self.quiet)
            controller.remembersCrashes(in: try CrashJournal(directory: directory, now: .now - .seconds(3600)))
            controller.onQuarantine { key, crashes in quarantined.withLockedValue { $0[key] = crashes } }
            let generation = NIOLockedValueBox(1)
            controller.wiring.withLockedValue { $0.fingerprint = { _ in "uid/\(generation.withLockedValue { $0 })" } }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await controller.run() }
                controller.queue.add(Self.key("poison"))
                controller.queue.add(Self.key("other"))
                try await eventually("the other one") { trapping.done.withLockedValue { $0 } == ["other"] }
                try await eventually("it is told of") { quarantined.withLockedValue { $0 } == [Self.key("poison"): CrashState.limit] }
                group.cancelAll()
            }
        }
    }
}
