/// The pages of the programs.
enum CommandPages {
    /// `ake-controller`: one table, since its commands share most flags.
    static func controller(_ help: CommandHelp) throws -> ReferencePage {
        let commands = help.command.parts
        var rows: [CommandHelp.Argument] = []
        for argument in commands.flatMap(\.own) {
            if let known = rows.first(where: { $0.names == argument.names }) {
                guard known == argument else {
                    throw SchemaField.Unknown(description: "\(argument.usage) means one thing in one command, another in another")
                }
            } else {
                rows.append(argument)
            }
        }
        let table = rows.map { argument in
            [
                Markdown.code(argument.usage), Markdown.code(variable(argument)), argument.abstract ?? "",
                commands.count { $0.own.contains(argument) } == commands.count
                    ? "every" : commands.filter { $0.own.contains(argument) }.map { Markdown.code($0.commandName) }.joined(separator: " "),
            ]
        }
        let sections = commands.flatMap { command in
            ["## `\(help.command.commandName) \(command.commandName)`\n", text(command)]
        }
        return ReferencePage(
            "ake-controller.md", title: "ake-controller",
            [text(help.command)] + sections + [
                "## Flags\n",
                "A flag counts for more than its environment variable. A variable that is empty counts as not set; of flags without a value "
                    + "it is `true` or `false`.\n",
                Markdown.table(["flag", "variable", "meaning", "commands"], table), others,
            ])
    }

    /// Variables of others that the controllers heed.
    private static let others = """
        Other variables: `KUBECONFIG` as for kubectl; `OS_CLOUD`, `OS_CLIENT_CONFIG_FILE` and `OS_CLIENT_SECURE_FILE` as for every OpenStack tool; \
        `NO_COLOR`; `AKE_VERSION`, which is shown by the metric `ake_build_info`.

        """

    /// `kubectl ake`.
    static func plugin(_ help: CommandHelp) -> ReferencePage {
        let sections = help.command.parts.flatMap { command in
            [
                "## `\(help.command.commandName) \(command.commandName)`\n", text(command),
                Markdown.table(["argument", "meaning"], command.own.map { [Markdown.code($0.usage), $0.abstract ?? ""] }),
            ]
        }
        return ReferencePage("kubectl-ake.md", title: "kubectl ake", [text(help.command)] + sections)
    }

    /// `ake-node`, in its own words.
    static func node(_ help: String) -> ReferencePage {
        ReferencePage(
            "ake-node.md", title: "ake-node",
            ["Flags count for more than environment variables, and these for more than defaults.\n", "```\n\(help.trimmed)\n```\n"])
    }

    /// The variable that stands for a flag; the flag that says the opposite has the same.
    static func variable(_ argument: CommandHelp.Argument) -> String {
        guard let name = argument.longName else { return "" }
        return "AKE_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    private static func text(_ command: CommandHelp.Command) -> String {
        [command.abstract, command.discussion].compactMap { $0 }.filter { !$0.isEmpty }.map { Markdown.line($0) + "\n" }
            .joined(separator: "\n")
    }
}

extension String {
    var trimmed: String { String(reversed().drop(while: \.isWhitespace).reversed()) }
}
