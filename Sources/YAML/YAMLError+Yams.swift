import Yams

extension YAMLError {
    /// What the parser says, without the text it carries along.
    init(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let situation = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
            self.init(problem + situation, line: mark.line, column: mark.column)
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0)
            let line = before.count { $0.isNewline } + 1
            let column = before.reversed().prefix { !$0.isNewline }.count + 1
            self.init(problem, line: offset == nil ? nil : line, column: offset == nil ? nil : column)
        case .duplicatedKeysInMapping(let names, let context):
            self.init("the same name twice: \(names.joined(separator: ", "))", line: context.mark.line, column: context.mark.column)
        case .memory:
            self.init("nested deeper than the parser takes")
        default:
            self.init("\(error)")
        }
    }
}
