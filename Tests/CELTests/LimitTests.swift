import JSON
import Testing

@testable import CEL

/// Nothing that comes from outside ends the process or takes for ever.
struct LimitTests {
    @Test(arguments: [
        ("(", ")"), ("[", "]"), ("!(", ")"), ("size([", "])"), ("[1].map(x, ", ")"), ("-(", ")"), ("true ? ", ": 1"), ("{1: ", "}"),
    ])
    func `what lies too deep is refused, not a crash`(open: String, close: String) {
        let source = String(repeating: open, count: 5_000) + "1" + String(repeating: close, count: 5_000)
        let result = Sample.result(source)
        #expect(result.hasPrefix("syntax: expression recursion limit exceeded") || result.hasPrefix("syntax: Syntax error"), "\(result)")
        let shallow = String(repeating: open, count: 30) + "1" + String(repeating: close, count: 30)
        #expect(!Sample.result(shallow).contains("recursion limit"), "\(Sample.result(shallow))")
    }

    @Test(arguments: ["1 + ", "!", "-", "a.", "1 == ", "true ? 1 : "])
    func `a chain that makes a deep tree is refused too`(link: String) {
        #expect(Sample.result(String(repeating: link, count: 10_000) + "1").hasPrefix("syntax: "))
    }

    @Test func `a chain of terms is as shallow as one`() {
        #expect(Sample.result(String(repeating: "true && ", count: 2_000) + "true") == "true")
        #expect(Sample.result(String(repeating: "false || ", count: 2_000) + "true") == "true")
        #expect(Sample.result(Array(repeating: "1", count: 24).joined(separator: " + ")) == "24")
        #expect(Sample.result(String(repeating: "false ? 0 : ", count: 24) + "1") == "1")
    }

    @Test func `an expression is of bounded length`() {
        #expect(Sample.result(String(repeating: " ", count: 100_001)).contains("exceeds limit: size: 100001"))
    }

    @Test func `an evaluation that costs too much ends, and nothing absorbs that`() {
        let list = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
        let source = (0..<8).map { "\(list).all(x\($0), " }.joined() + "true" + String(repeating: ")", count: 8)
        #expect(Sample.result(source) == "limit: operation cancelled: actual cost limit exceeded")
        #expect(Sample.result("\(source) || true") == "limit: operation cancelled: actual cost limit exceeded")
        #expect(Sample.result("true || \(source)") == "true")
    }

    @Test func `a search costs what it may take`() {
        let large = CELBinding.value(.string(String(repeating: "a", count: 100_000)))
        let bindings: [String: CELBinding] = ["a": large, "b": large]
        for source in ["a.contains(b)", "a.matches(b)", "a.replace(b, '').size() == 0", "a.split(b).size() == 2"] {
            #expect(Sample.result(source, bindings) == "limit: operation cancelled: actual cost limit exceeded", "\(source)")
        }
        #expect(Sample.result("a.startsWith(b) && a.contains('b') == false", bindings) == "true")
    }

    @Test func `large values cost more to compare, and the cost is told`() throws {
        let large = JSONValue.array((0..<1_000).map { .string(String(repeating: "x", count: 100) + String($0)) })
        let program = try CELProgram("a == b", variables: ["a": .dynamic, "b": .dynamic])
        let bindings: [String: CELBinding] = ["a": .value(CELValue(large)), "b": .value(CELValue(large))]
        let (value, cost) = try program.evaluate(bindings)
        #expect(value == .bool(true) && cost > 10_000)
        #expect(Sample.result("a == b", bindings, costLimit: 1_000).hasPrefix("limit: "))
        #expect(try program.evaluate(["a": .value(.int(1)), "b": .value(.int(1))]).cost < 10)
    }
}
