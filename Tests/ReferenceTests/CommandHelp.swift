/// What ArgumentParser says of a program by `--experimental-dump-help`, as far as a page has it.
struct CommandHelp: Codable, Sendable {
    struct Argument: Codable, Sendable, Hashable {
        struct Name: Codable, Sendable, Hashable {
            var kind: String
            var name: String

            var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
        }

        var kind: String
        var shouldDisplay: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?

        /// `--identity <identity>`.
        var usage: String {
            guard let names, !names.isEmpty else { return "<\(valueName ?? "")>" }
            let value = kind == "option" ? " <\(valueName ?? "value")>" : ""
            return names.map(\.text).joined(separator: ", ") + value
        }

        /// The long name without its dashes.
        var longName: String? { names?.first { $0.kind == "long" }?.name }
    }

    struct Command: Codable, Sendable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?

        /// The arguments that are the command's own, the two forms of a flag as one; `--help` is everybody's.
        var own: [Argument] {
            let shown = (arguments ?? []).filter { $0.shouldDisplay && $0.longName != "help" && $0.longName != "version" }
            return shown.reduce(into: []) { rows, argument in
                if let last = rows.last, argument.longName == "no-\(last.longName ?? "")", argument.abstract == last.abstract {
                    rows[rows.count - 1].names?.append(contentsOf: argument.names ?? [])
                } else {
                    rows.append(argument)
                }
            }
        }
        /// The subcommands without `help`.
        var parts: [Command] { (subcommands ?? []).filter { $0.commandName != "help" } }
    }

    var command: Command
}
