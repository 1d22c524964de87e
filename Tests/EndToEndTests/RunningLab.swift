import Lab
import Testing

/// One lab for the whole suite: started before its first test, ended after its last, with a prefix and a state folder of its own,
/// so that a demonstration that runs meanwhile is not disturbed.
struct RunningLab: SuiteTrait, TestScoping {
    @TaskLocal static var current: Laboratory?

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        let lab = Laboratory(try Self.configuration)
        let display = ProgressDisplay(terminal: false)
        if lab.leavesTraces { try await lab.down(on: display) }
        do {
            try await lab.up(on: display)
            try await Self.$current.withValue(lab) { try await function() }
        } catch {
            try? await lab.down(on: display)
            throw error
        }
        try await lab.down(on: display)
        #expect(!lab.leavesTraces, "the lab does not go down clean")
    }

    /// The repository stands two folders above this file; the programs are where SwiftPM builds them.
    private static var configuration: LabConfiguration {
        get throws {
            let repository = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
            return try LabConfiguration(
                prefix: ProcessEnvironment.value("AKE_TEST_LAB_PREFIX") ?? "aketest",
                state: ProcessEnvironment.value("AKE_TEST_LAB_STATE") ?? "/var/lib/ake-lab-test",
                cache: ProcessEnvironment.value("AKE_LAB_CACHE") ?? "/var/cache/ake-lab",
                source: repository, binaries: repository + "/.build/debug")
        }
    }
}

/// The lab of the suite.
///
/// - Throws: when a test of the suite is run without it.
func runningLab() throws -> Laboratory { try #require(RunningLab.current, "the suite's lab is not there") }
