import Testing

/// docs/operations.md has every reason that the code gives, and no other.
@Suite struct ReasonTests {
    /// Words in the controllers' code that look like reasons: types and states of conditions, the actions of Events, kinds, and words of others.
    private static let others: Set = [
        "True", "False", "Unknown", "Reconciling", "Stalled", "Drifted", "Observe", "Reconcile", "Create", "Update", "Delete",
        "Cancel", "Adopt", "Retain", "Publish", "Withdraw", "Cluster", "ConfigMap", "Secret", "ServiceAccount", "Role", "ClusterRole",
        "Opaque",
        "Location", "Parameters", "HeatTemplateFormatVersion", "Stack", "StackExists",
    ]
    /// States of Heat that never become a reason of their own: they have another name, or the object is gone by then.
    private static let unused: Set = [
        "StackInitComplete", "StackInitFailed", "StackInitInProgress", "StackCreateInProgress", "StackUpdateInProgress",
        "StackDeleteInProgress", "StackRollbackInProgress", "StackRestoreInProgress", "StackDeleteComplete", "StackSuspendComplete",
    ]
    private static let types: Set = ["Ready", "Reconciling", "Stalled", "Drifted"]

    private static func texts(_ folders: String...) throws -> [String] {
        try folders.flatMap { try Repository.swiftFiles($0) }.map { try Repository.text($0) }
    }

    /// The reasons in the code.
    private static func given() throws -> Set<String> {
        var found: Set<String> = []
        for text in try texts("Sources/HeatStacks", "Sources/Ingresses") {
            for match in text.matches(of: /"([A-Z][a-z]+[A-Za-z]*)"/) { found.insert(String(match.1)) }
            // A parameter's source is a Secret or a ConfigMap.
            for match in text.matches(of: /"\\\(kind\)([A-Z][A-Za-z]+)"/) { found.formUnion(["Secret\(match.1)", "ConfigMap\(match.1)"]) }
        }
        for text in try texts("Sources/ControllerRuntime") {
            for match in text.matches(of: /reason: "([A-Z][A-Za-z]+)"/) { found.insert(String(match.1)) }
        }
        for match in try Repository.text("Sources/RoutingModel/RoutingProblem.swift").matches(of: /case \w+ = "([A-Z][A-Za-z]+)"/) {
            found.insert(String(match.1))
        }
        found.subtract(others)
        let states = try texts("Sources/OpenStackAPI").flatMap { text in
            text.matches(of: /case \w+ = "([A-Z]+)"/).map { String($0.1.prefix(1) + $0.1.dropFirst().lowercased()) }
        }
        for action in ["Init", "Create", "Update", "Delete", "Rollback", "Check", "Suspend", "Resume", "Adopt", "Snapshot", "Restore"] {
            #expect(states.contains(action), "Heat's action \(action) is not in Sources/OpenStackAPI any more")
            found.formUnion(["Complete", "Failed", "InProgress"].map { "Stack\(action)\($0)" })
        }
        return found.subtracting(unused)
    }

    /// The rows of the page's tables of reasons, cell by cell.
    private static func rows() throws -> [[String]] {
        var rows: [[String]] = []
        var isWithin = false
        for line in try Repository.text("docs/operations.md").split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("| ") else {
                if !line.hasPrefix("|---") { isWithin = false }
                continue
            }
            let cells = line.dropFirst(2).split(separator: " | ", omittingEmptySubsequences: false).map(String.init)
            if cells[0] == "reason" { isWithin = true } else if isWithin { rows.append(cells) }
        }
        return rows
    }

    private static func words(_ cell: String) -> [String] { cell.matches(of: /`([A-Za-z]+)`/).map { String($0.1) } }

    @Test func `every reason stands on the page with what to do, and none that is not given`() throws {
        let given = try Self.given()
        let rows = try Self.rows()
        let told = rows.flatMap { Self.words($0[0]) }
        #expect(given.count > 80)
        for reason in given.subtracting(told).sorted() {
            Issue.record(
                "docs/operations.md does not say what \(reason) means and what to do; if it is no reason, add it to `others` of this test")
        }
        for reason in Set(told).subtracting(given).sorted() { Issue.record("docs/operations.md tells of \(reason), which nothing gives") }
        for row in rows { #expect(row.count >= 3 && row.allSatisfy { !$0.isEmpty && $0 != " |" }, "\(row)") }
    }

    @Test func `every type of condition stands on the page, and none that is not written`() throws {
        let report = try Repository.text("Sources/Ingresses/IngressReport.swift")
        let ingress = Set(report.matches(of: /case \w+ = "([A-Za-z]+)"/).map { String($0.1) })
        let heatStack = try Self.texts("Sources/HeatStacks").joined()
        for type in Self.types { #expect(heatStack.contains("\"\(type)\""), "\(type)") }
        let column = try Self.rows().filter { $0.count == 4 }.map { $0[1] }
        let told = Set(column.flatMap { $0.matches(of: /[A-Z][A-Za-z]+/).map { String($0.output) } })
        #expect(told.subtracting(["Normal", "Warning", "Event"]) == ingress.union(Self.types))
    }

    @Test func `a reason is explained in one place only`() throws {
        for page in ["docs/heatstack.md", "docs/ingress.md"] {
            #expect(try !Repository.text(page).contains("| reason |"), "\(page): the reasons stand in docs/operations.md")
        }
    }
}
