/// What one Swift file imports and declares, by its lines.
struct SourceFile {
    let path: String
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The modules that are imported.
    var imports: [String] {
        // Regular expressions are slow without optimisation: most lines never meet one.
        lines.compactMap { line in
            guard line.contains("import ") else { return nil }
            return line.firstMatch(
                of:
                    /^(?:@\w+(?:\([^)]*\))?\s+|public |package |internal |private )*import (?:(?:struct|class|enum|protocol|func|var|let|typealias) )?(\w+)/
            )
            .map { String($0.1) }
        }
    }

    /// Names that protocols in this file require: whoever conforms is documented there.
    var requirements: Set<String> {
        guard lines.contains(where: { $0.contains("protocol ") }) else { return [] }
        var names: Set<String> = []
        var depth = 0
        for line in lines {
            if line.contains(/^\s*(?:public |package )?protocol \w+/) { depth = 1 } else if depth > 0, line == "}" { depth = 0 }
            if depth > 0, let match = line.firstMatch(of: /^\s+(?:static |mutating )?(?:func|var) (\w+)/) { names.insert(String(match.1)) }
        }
        return names
    }

    /// A declaration's name without its generic parameters; operators are names too.
    private static func name(_ text: Substring) -> String {
        text.first == "<" ? String(text) : String(text.prefix { $0 != "<" })
    }

    /// Lines with a public declaration that has no documentation: line number and text.
    func undocumented(witnesses: Set<String>) -> [(Int, Substring)] {
        var found: [(Int, Substring)] = []
        for (index, line) in lines.enumerated() where line.contains("public ") {
            let declaration =
                /^\s*(?:@\w+(?:\([^)]*\))? )*public (?:static |final |mutating |nonisolated |indirect |convenience |internal\(set\) |private\(set\) |package\(set\) |consuming )*(func|var|let|struct|enum|class|protocol|actor|init|subscript|typealias|macro)\b\??\(?\s*([^\s(:]*)/
            guard let match = line.firstMatch(of: declaration) else { continue }
            let name = match.1 == "init" && line.contains("init(from decoder") ? "init(from:)" : Self.name(match.2)
            if witnesses.contains(name) || line.contains("override ") { continue }
            var before = index - 1
            while before >= 0, lines[before].contains(/^\s*(?:@|#if|#else)/) { before -= 1 }
            if before < 0 || !lines[before].contains(/^\s*\/\/\//) { found.append((index + 1, line)) }
        }
        return found
    }
}
