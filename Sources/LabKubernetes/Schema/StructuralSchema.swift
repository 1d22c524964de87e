import CEL
import JSON

/// A structural OpenAPI v3 schema of a custom resource with its validation rules, read once when the definition is stored.
/// Rules below `allOf` and its like are not evaluated.
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema>
final class StructuralSchema: Sendable {
    let type: String
    let nullable: Bool
    let intOrString: Bool
    let preservesUnknownFields: Bool
    /// An embedded object keeps `apiVersion`, `kind` and `metadata` whatever its properties say.
    let embedsResource: Bool
    let properties: [String: StructuralSchema]
    let required: [String]
    let additionalProperties: StructuralSchema?
    let allowsAdditionalProperties: Bool
    let items: StructuralSchema?
    let allowedValues: [JSONValue]?
    let defaultValue: JSONValue?
    let minimum: Double?
    let maximum: Double?
    let exclusiveMinimum: Bool
    let exclusiveMaximum: Bool
    let minLength: Int64?
    let maxLength: Int64?
    let minItems: Int64?
    let maxItems: Int64?
    let minProperties: Int64?
    let maxProperties: Int64?
    let pattern: String?
    let format: String?
    let listType: String
    let listMapKeys: [String]
    let mapType: String
    let anyOf: [StructuralSchema]
    let allOf: [StructuralSchema]
    let oneOf: [StructuralSchema]
    let not: StructuralSchema?
    /// The `x-kubernetes-validations`.
    let rules: [SchemaRule]
    /// Whether there are rules here or below.
    let hasRules: Bool

    /// The type that rules see; nil for what they cannot see.
    let celType: CELType?

    /// Reads an `openAPIV3Schema`; what is missing or of a wrong type is as if it were not there.
    ///
    /// - Parameter isRoot: whether it is of a whole object, of which rules see the name too.
    init(_ json: JSONValue, isRoot: Bool = false) {
        func child(_ member: String) -> StructuralSchema? {
            guard let value = json.at(member), value.isObject else { return nil }
            return StructuralSchema(value)
        }
        type = json.at("type")?.text ?? ""
        nullable = json.at("nullable")?.flag ?? false
        intOrString = json.at("x-kubernetes-int-or-string")?.flag ?? false
        preservesUnknownFields = json.at("x-kubernetes-preserve-unknown-fields")?.flag ?? false
        embedsResource = json.at("x-kubernetes-embedded-resource")?.flag ?? false
        properties = json.at("properties")?.objectMembers.mapValues { StructuralSchema($0) } ?? [:]
        required = json.at("required")?.textElements ?? []
        additionalProperties = child("additionalProperties")
        allowsAdditionalProperties = additionalProperties != nil || json.at("additionalProperties")?.flag == true
        items = child("items")
        allowedValues = json.at("enum")?.elements
        defaultValue = json.at("default")
        minimum = json.at("minimum")?.number
        maximum = json.at("maximum")?.number
        exclusiveMinimum = json.at("exclusiveMinimum")?.flag ?? false
        exclusiveMaximum = json.at("exclusiveMaximum")?.flag ?? false
        minLength = json.at("minLength")?.whole
        maxLength = json.at("maxLength")?.whole
        minItems = json.at("minItems")?.whole
        maxItems = json.at("maxItems")?.whole
        minProperties = json.at("minProperties")?.whole
        maxProperties = json.at("maxProperties")?.whole
        pattern = json.at("pattern")?.text
        format = json.at("format")?.text
        listType = json.at("x-kubernetes-list-type")?.text ?? "atomic"
        listMapKeys = json.at("x-kubernetes-list-map-keys")?.textElements ?? []
        mapType = json.at("x-kubernetes-map-type")?.text ?? "granular"
        anyOf = json.at("anyOf")?.elements.map { StructuralSchema($0) } ?? []
        allOf = json.at("allOf")?.elements.map { StructuralSchema($0) } ?? []
        oneOf = json.at("oneOf")?.elements.map { StructuralSchema($0) } ?? []
        not = child("not")
        celType = SchemaType.type(
            type, format: format, isOpen: intOrString, properties: properties, additional: additionalProperties, items: items,
            isResource: isRoot || embedsResource)
        let seen = celType ?? .dynamic
        rules = json.at("x-kubernetes-validations")?.elements.map { SchemaRule($0, type: seen) } ?? []
        hasRules =
            !rules.isEmpty || properties.values.contains { $0.hasRules } || additionalProperties?.hasRules == true
            || items?.hasRules == true
    }
}

extension JSONValue {
    /// The value of a number.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
