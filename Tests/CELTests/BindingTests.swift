import Testing

@testable import CEL

/// What variables may stand for.
struct BindingTests {
    @Test func `members are made when they are asked for, and not before`() {
        var asked: [String] = []
        let bindings: [String: CELBinding] = [
            "variables": .members { name throws(CELError) in
                asked.append(name)
                return name == "gone" ? nil : .string(name + "!")
            }
        ]
        #expect(Sample.result("variables.a", bindings) == "'a!'")
        #expect(Sample.result("false && variables.b == ''", bindings) == "false")
        #expect(Sample.result("has(variables.gone) || has(variables.c)", bindings) == "true")
        #expect(Sample.result("variables.gone", bindings) == "evaluation: no such key: gone")
        #expect(asked == ["a", "gone", "c", "gone"])
        #expect(Sample.result("[1].map(variables, variables + 1)", bindings) == "[2]")
        #expect(Sample.result("size(variables)", bindings) == "evaluation: variables can only be asked for its members")
    }

    @Test func `a variable that there is not here says why`() {
        let error = #expect(throws: CELError.self) {
            try CELProgram("true || authorizer.path('/x').check('get').allowed()", variables: [:], unsupported: ["authorizer": "not here"])
        }
        #expect(error?.message == "not here" && error?.column == 9)
    }

    @Test func `what is declared and not given is an error`() {
        #expect(Sample.result("x == 1", [:], types: ["x": .int]) == "evaluation: no such attribute(s): x")
    }

    @Test func `a value is JSON's`() {
        #expect(
            CELValue(["a": [1, 1.5, "b", true, .null]])
                == .map([
                    .string("a"): .list(CELList([.int(1), .double(1.5), .string("b"), .bool(true), .null]))
                ]))
    }
}
