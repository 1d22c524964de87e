import JSON
import Testing

@testable import LabKubernetes

struct SchemaTests {
    private static let schema = StructuralSchema([
        "type": "object", "required": ["spec"],
        "properties": [
            "spec": [
                "type": "object", "required": ["name"],
                "properties": [
                    "name": ["type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$"],
                    "size": ["type": "integer", "minimum": 1, "maximum": 3, "default": 2],
                    "color": ["type": "string", "enum": ["red", "blue"]],
                    "port": ["x-kubernetes-int-or-string": true],
                    "tags": ["type": "array", "maxItems": 2, "x-kubernetes-list-type": "set", "items": ["type": "string"]],
                    "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                    "map": ["type": "object", "additionalProperties": ["type": "string"]], "maybe": ["type": "string", "nullable": true],
                    "keyed": [
                        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],
                        "items": ["type": "object", "properties": ["k": ["type": "string"], "v": ["type": "integer", "default": 9]]],
                    ],
                ],
            ]
        ],
    ])

    @Test(
        arguments: [
            (["name": "ab"], []), ([:], ["spec.name: Required value"]),
            (["name": 1], [#"spec.name: Invalid value: "integer": spec.name in body must be of type string: "integer""#]),
            (["name": "a"], [#"spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long"#]),
            (["name": "abcde"], ["spec.name: Too long: may not be more than 4 bytes"]),
            (["name": "AB"], [#"spec.name: Invalid value: "AB": spec.name in body should match '^[a-z]+$'"#]),
            (["name": "ab", "size": 0], ["spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"]),
            (["name": "ab", "size": 4], ["spec.size: Invalid value: 4: spec.size in body should be less than or equal to 3"]),
            (["name": "ab", "color": "pink"], [#"spec.color: Unsupported value: "pink": supported values: "red", "blue""#]),
            (["name": "ab", "port": 80], []), (["name": "ab", "port": "http"], []),
            (
                ["name": "ab", "port": true],
                [#"spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean""#]
            ),
            (["name": "ab", "tags": ["a", "b", "c"]], ["spec.tags: Too many: 3: must have at most 2 items"]),
            (["name": "ab", "tags": ["a", "a"]], [#"spec.tags[1]: Duplicate value: "a""#]), (["name": "ab", "maybe": .null], []),
            (
                ["name": "ab", "map": ["x": 1]],
                [#"spec.map.x: Invalid value: "integer": spec.map.x in body must be of type string: "integer""#]
            ),
            (["name": "ab", "keyed": [["k": "a"], ["k": "a"]]], [#"spec.keyed[1]: Duplicate value: {"k":"a"}"#]),
            (["name": "ab", "free": ["any": [1]]], []),
        ] as [(JSONValue, [String])]) func `validation words its refusals as Kubernetes does`(spec: JSONValue, problems: [String])
    {
        #expect(SchemaValidator.problems(of: ["spec": spec], Self.schema).map(\.text) == problems)
    }

    @Test func `a missing spec is required`() {
        #expect(SchemaValidator.problems(of: ["metadata": [:]], Self.schema).map(\.text) == ["spec: Required value"])
    }

    @Test func `defaults are filled in, also inside lists`() {
        let value = SchemaDefaulter.apply(Self.schema, to: ["spec": ["name": "ab", "keyed": [["k": "a"], ["k": "b", "v": 1]]]])
        #expect(value == ["spec": ["name": "ab", "size": 2, "keyed": [["k": "a", "v": 9], ["k": "b", "v": 1]]]])
    }

    @Test func `unknown members are pruned and named`() {
        var pruner = SchemaPruner()
        let value = pruner.prune(
            [
                "apiVersion": "v1", "metadata": ["anything": 1], "foo": 1,
                "spec": ["name": "ab", "bar": 2, "free": ["x": 1], "map": ["y": "z"], "keyed": [["q": 1]]],
            ],
            Self.schema)
        #expect(
            value == [
                "apiVersion": "v1", "metadata": ["anything": 1],
                "spec": ["name": "ab", "free": ["x": 1], "map": ["y": "z"], "keyed": [[:]]],
            ])
        #expect(pruner.unknown == ["foo", "spec.bar", "spec.keyed[0].q"])
    }

    @Test func `the shorthand gives OpenAPI`() {
        #expect(
            SchemaShorthand.schema("a!:string(X|Y) b:[{c:integer}] d:<any>") == [
                "type": "object", "required": ["a"],
                "properties": [
                    "a": ["type": "string", "enum": ["X", "Y"]],
                    "b": ["type": "array", "items": ["type": "object", "properties": ["c": ["type": "integer"]]]],
                    "d": ["type": "object", "additionalProperties": ["x-kubernetes-preserve-unknown-fields": true]],
                ],
            ])
    }

    @Test(arguments: [
        (".spec.a", ["1"]), (".spec.list[*].n", ["x", "y"]), (".spec.list[1].n", ["y"]), (".spec.list[-1].n", ["y"]),
        (#".spec.list[?(@.n=="x")].v"#, ["7"]),
        (#".metadata.annotations['a.b/c']"#, ["z"]), (#".metadata.annotations.a\.b/c"#, ["z"]), (".spec.none", []), ("{.spec.a}", ["1"]),
    ]) func `simple JSON paths`(path: String, values: [String]) throws {
        let object: JSONValue = [
            "metadata": ["annotations": ["a.b/c": "z"]], "spec": ["a": 1, "list": [["n": "x", "v": 7], ["n": "y"]]],
        ]
        #expect(try #require(FieldPath(path)).values(in: object).map(\.plainText) == values)
    }

    @Test(arguments: [".a[", ".a[x>1]", "..a"]) func `other JSON paths are none`(path: String) { #expect(FieldPath(path) == nil) }
}
