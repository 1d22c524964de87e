import CEL
import JSON
import Testing

@testable import LabKubernetes

/// Definitions whose rules are wrong are refused; names and values are seen as rules see them.
struct RuleDefinitionTests {
    private static func problems(_ rule: JSONValue) -> [String] {
        let schema: JSONValue = [
            "type": "object",
            "properties": [
                "spec": [
                    "type": "object", "x-kubernetes-validations": [rule],
                    "properties": ["a": ["type": "string"], "m": ["type": "object", "additionalProperties": ["type": "integer"]]],
                ]
            ],
        ]
        return CustomKinds.problems(of: Widgets.definition(schema["properties"]?["spec"] ?? [:])).map(\.text)
    }

    private static let place = "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0]"

    private static func shown(_ rule: String) -> String {
        #"apiextensions.ValidationRule{Rule:"\#(rule)", Message:"", MessageExpression:"", "#
            + #"Reason:(*apiextensions.FieldValueErrorReason)(nil), FieldPath:"", OptionalOldSelf:(*bool)(nil)}"#
    }

    @Test(
        arguments: [
            (["rule": "self.a == 'x'"], ""), (["rule": "self.a == oldSelf.a", "fieldPath": ".a", "reason": "FieldValueForbidden"], ""),
            (["rule": "self.m['x'] == 1", "fieldPath": ".m.x"], ""), (["rule": "oldSelf.hasValue()", "optionalOldSelf": true], ""),
            (["rule": "  "], "\(place).rule: Required value: rule is not specified"),
            (
                ["rule": "self.a =="],
                "\(place).rule: Invalid value: \(shown("self.a ==")): compilation failed: ERROR: <input>:1:10: Syntax error: mismatched input '<EOF>' expecting an operand\n | self.a ==\n | .........^"
            ),
            (
                ["rule": "self.b == 'x'"],
                "\(place).rule: Invalid value: \(shown("self.b == 'x'")): compilation failed: ERROR: <input>:1:5: undefined field 'b'\n | self.b == 'x'\n | ....^"
            ),
            (["rule": "self.a"], "\(place).rule: Invalid value: \(shown("self.a")): cel expression must evaluate to a bool"),
            (
                ["rule": "true", "reason": "Nope"],
                #"\#(place).reason: Unsupported value: "Nope": supported values: "FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate""#
            ),
            (
                ["rule": "true", "fieldPath": ".b"],
                #"\#(place).fieldPath: Invalid value: ".b": fieldPath must be a valid path: does not refer to a valid field"#
            ),
            (
                ["rule": "true", "fieldPath": "a"],
                #"\#(place).fieldPath: Invalid value: "a": fieldPath must be a valid path: expected [ or . but got: a"#
            ),
            (["rule": "true", "message": " "], #"\#(place).message: Invalid value: " ": message must be non-empty if specified"#),
            (["rule": "true", "message": "a\nb"], #"\#(place).message: Invalid value: "a\nb": message must not contain line breaks"#),
            (["rule": "true ||\nfalse"], "\(place).message: Required value: message must be specified if rule contains line breaks"),
            (
                ["rule": "true", "optionalOldSelf": true],
                "\(place).optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule"
            ),
        ] as [(JSONValue, String)])
    func `a rule must be one`(rule: JSONValue, problem: String) {
        #expect(Self.problems(rule) == (problem.isEmpty ? [] : [problem]))
    }

    @Test func `an expression for a message must give text`() {
        let problems = Self.problems(["rule": "true", "messageExpression": "1"])
        #expect(
            problems.count == 1 && problems[0].hasPrefix("\(Self.place).messageExpression: Invalid value: apiextensions.ValidationRule{"))
        #expect(problems[0].hasSuffix("messageExpression must evaluate to a string"))
        #expect(
            Self.problems(["rule": "true", "messageExpression": "nope"])[0].contains(
                "messageExpression compilation failed: ERROR: <input>:1:1: undeclared"))
    }

    @Test func `elements of a list without keys have no past`() {
        let list: JSONValue = [
            "type": "array", "items": ["type": "string", "x-kubernetes-validations": [["rule": "self == oldSelf"]]],
        ]
        let problems = CustomKinds.problems(of: Widgets.definition(["type": "object", "properties": ["l": list]])).map(\.text)
        let path = "spec.validation.openAPIV3Schema.properties[spec].properties[l]"
        #expect(
            problems == [
                #"\#(path).items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within \#(path)"#
            ])
    }

    @Test func `versions that differ are named by their place`() {
        var definition = Widgets.definition(["type": "object", "x-kubernetes-validations": [["rule": "1"]]])
        var second = definition["spec"]?["versions"]?[0] ?? [:]
        second["name"] = "v2"
        second["storage"] = false
        second["schema"] = ["openAPIV3Schema": ["type": "object"]]
        definition["spec"]?["versions"]?[1] = second
        let problems = CustomKinds.problems(of: definition)
        #expect(problems.map(\.field) == ["spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule"])
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("a-b", "a__dash__b"), ("a.b/c", "a__dot__b__slash__c"), ("a__b", "a__underscores__b"),
            ("namespace", "__namespace__"),
            ("in", "__in__"), ("9lives", nil), ("a b", nil), ("", nil),
        ] as [(String, String?)])
    func `properties are escaped`(name: String, escaped: String?) { #expect(SchemaType.escaped(name) == escaped) }

    @Test(
        arguments: [
            (["type": "integer"], 1, "int: int(1)"), (["type": "number"], 1, "double: double(1.0)"),
            (["type": "string"], "a", #"string: string("a")"#),
            (["type": "string", "format": "byte"], "YQ==", "bytes: bytes([97])"),
            (["type": "string", "format": "date-time"], "x", #"timestamp: string("x")"#),
            (["type": "boolean"], true, "bool: bool(true)"), (["x-kubernetes-int-or-string": true], 1, "dyn: int(1)"),
        ] as [(JSONValue, JSONValue, String)])
    func `values are of their schema's types`(schema: JSONValue, value: JSONValue, shown: String) {
        let schema = StructuralSchema(schema)
        #expect("\(schema.celType?.description ?? "none"): \(SchemaType.value(value, schema))" == shown)
    }

    @Test func `what has no type cannot be seen`() {
        let schema = StructuralSchema(
            [
                "type": "object",
                "properties": [
                    "open": ["x-kubernetes-preserve-unknown-fields": true], "list": ["type": "array", "items": [:]],
                    "a-b": ["type": "string"],
                    "embedded": ["type": "object", "x-kubernetes-embedded-resource": true],
                ],
            ], isRoot: true)
        let resource: [String: CELType] = [
            "apiVersion": .string, "kind": .string, "metadata": .object(["name": .string, "generateName": .string]),
        ]
        #expect(schema.celType == .object(resource.merging(["a__dash__b": .string, "embedded": .object(resource)]) { $1 }))
    }
}
