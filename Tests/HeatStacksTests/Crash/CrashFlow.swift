import Testing

/// What somebody does with a HeatStack, and what the controller makes of it, step by step.
struct CrashFlow: Sendable, CustomTestStringConvertible {
    let name: String
    let run: @Sendable (CrashDriver) async throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (CrashDriver) async throws -> Void) {
        self.name = name
        self.run = run
    }

    var testDescription: String { name }
}
