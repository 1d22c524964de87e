import Testing

@testable import CEL

/// What is refused before it is evaluated, after the area `type_deduction` of the conformance tests.
struct CheckTests {
    private static let types: [String: CELType] = [
        "self": .object([
            "name": .string, "count": .int, "tags": .list(.string), "params": .map(.string, .string), "any": .dynamic,
            "items": .list(.object(["key": .string])), "when": .named("timestamp"),
        ]),
        "oldSelf": .optional(.object(["name": .string])),
    ]

    private static func outcome(_ source: String) -> String {
        do {
            return try CELProgram(source, variables: types).type.description
        } catch {
            return "\(error.column): \(error.message)"
        }
    }

    @Test(arguments: [
        ("self.name == 'a'", "bool"), ("self.count + 1", "int"), ("self.tags", "list(string)"), ("self.params", "map(string, string)"),
        ("self", "object"),
        ("self.params.all(k, k in self.tags || self.params[k] == self.name)", "bool"), ("self.items.map(i, i.key)", "list(string)"),
        ("self.items.filter(i, has(i.key))[0].key", "string"), ("self.any.whatever[0].x", "dyn"), ("has(self.name) ? 1 : 2", "int"),
        ("[1, 2]", "list(int)"),
        ("{'a': 1}", "map(string, int)"), ("self.name == null", "bool"), ("self.any ? self.name : self.any", "dyn"),
        ("self.tags.join(',')", "string"),
        ("self.tags.max()", "string"), ("oldSelf.hasValue() && oldSelf.value().name == self.name", "bool"),
        ("oldSelf.name.orValue('')", "string"),
        ("oldSelf.?name", "optional_type(string)"), ("self.count < 1.5", "bool"), ("type(self.count) == int", "bool"),
        ("self.when == self.when", "bool"),
        ("self.items == [{'key': 'a'}]", "bool"), ("size(self.tags) + self.tags.size()", "int"), ("[].exists(x, x)", "bool"),
    ])
    func `types are found`(source: String, type: String) { #expect(Self.outcome(source) == type) }

    @Test(arguments: [
        ("other", "1: undeclared reference to 'other' (in container '')"), ("self.nam", "5: undefined field 'nam'"),
        ("has(self.nam)", "4: undefined field 'nam'"),
        ("self.items.all(i, has(i.name))", "22: undefined field 'name'"),
        ("self.name.first", "10: type 'string' does not support field selection"),
        ("self.name + 1", "11: found no matching overload for '_+_' applied to '(string, int)'"),
        ("self.count == '1'", "12: found no matching overload for '_==_' applied to '(int, string)'"),
        ("self.count && true", "12: found no matching overload for '_&&_' applied to '(bool, int)'"),
        ("!self.name", "1: found no matching overload for '!_' applied to '(string)'"),
        ("self.name.startsWith(1)", "21: found no matching overload for 'startsWith' applied to 'string.(int)'"),
        ("size(self.count)", "5: found no matching overload for 'size' applied to '(int)'"),
        ("nothing(1)", "8: undeclared reference to 'nothing' (in container '')"),
        ("self.name.nothing()", "18: undeclared reference to 'nothing' (in container '')"),
        ("1 in self.tags", "3: found no matching overload for '@in' applied to '(int, list(string))'"),
        ("self.tags['a']", "10: found no matching overload for '_[_]' applied to '(list(string), string)'"),
        ("self.name ? 1 : 2", "11: found no matching overload for '_?_:_' applied to '(string, int, int)'"),
        ("true ? 1 : 'a'", "6: found no matching overload for '_?_:_' applied to '(bool, int, string)'"),
        ("[1, 'a']", "5: expected type 'int' but found 'string'"), ("self.tags.all(t, t)", "18: expected type 'bool' but found 'string'"),
        ("self.name.all(c, true)", "5: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)"),
        ("self.when < self.when", "11: found no matching overload for '_<_' applied to '(timestamp, timestamp)'"),
        ("[1].all(x, true) && x == 1", "21: undeclared reference to 'x' (in container '')"),
        ("timestamp('2026-01-01T00:00:00Z')", "10: undeclared reference to 'timestamp' (in container '')"),
        ("1 + 1u", "3: found no matching overload for '_+_' applied to '(int, uint)'"),
        ("1 == 1.0", "3: found no matching overload for '_==_' applied to '(int, double)'"),
        ("Foo{a: 1}", "4: Syntax error: mismatched input '{' expecting <EOF>"),
    ])
    func `what cannot be right is refused with its place`(source: String, message: String) { #expect(Self.outcome(source) == message) }

    @Test func `an error shows the line and marks the place`() throws {
        let error = try #require(throws: CELError.self) {
            try CELProgram("true &&\n  self.nam == 'é'", variables: Self.types)
        }
        #expect((error.line, error.column) == (2, 7))
        #expect(error.description == "ERROR: <input>:2:7: undefined field 'nam'\n |   self.nam == 'é'\n | ......^")
    }

    @Test(
        arguments: [
            ("self.name", ["self"]), ("oldSelf.hasValue()", ["oldSelf"]), ("self.tags.all(oldSelf, oldSelf == '')", ["self"]),
            ("self.tags.all(t, t == oldSelf.?name.orValue(t))", ["self", "oldSelf"]), ("1 == 1", []),
        ] as [(String, Set<String>)])
    func `a program knows which variables it reads`(source: String, names: Set<String>) throws {
        let program = try CELProgram(source, variables: Self.types)
        #expect(Set(["self", "oldSelf"].filter { program.reads($0) }) == names)
    }
}
