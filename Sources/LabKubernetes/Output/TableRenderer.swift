import JSON

/// Shows objects as a `meta.k8s.io/v1` Table, as `kubectl get` wants them.
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables>
struct TableRenderer: Sendable {
    /// What of the object goes with each row (`includeObject`).
    enum Inclusion: String, Sendable {
        case none = "None"
        case metadata = "Metadata"
        case object = "Object"
    }

    var kind: ServedKind
    var inclusion: Inclusion
    var now: Timestamp

    /// The table.
    ///
    /// - Parameter withColumns: false for the events of a watch after its first.
    func table(_ objects: [JSONValue], metadata: JSONValue, withColumns: Bool = true) -> JSONValue {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "columnDefinitions": withColumns ? .array(definitions) : .null,
            "rows": .array(objects.map(row)),
        ]
    }

    private var definitions: [JSONValue] {
        guard let custom = kind.printerColumns else {
            return BuiltInColumns.columns(group: kind.group, kind: kind.kind).map {
                Self.definition($0.name, $0.type, $0.name == "Name" ? "name" : "", "", $0.priority)
            }
        }
        let name = Self.definition("Name", "string", "name", "Name must be unique within a namespace.", 0)
        if custom.isEmpty { return [name, Self.definition("Age", "date", "", "CreationTimestamp is when this object was created.", 0)] }
        return [name] + custom.map { Self.definition($0.name, $0.type, $0.format, $0.description, $0.priority) }
    }

    private static func definition(_ name: String, _ type: String, _ format: String, _ description: String, _ priority: Int64) -> JSONValue
    {
        [
            "name": .string(name), "type": .string(type), "format": .string(format), "description": .string(description),
            "priority": .integer(priority),
        ]
    }

    private func row(_ object: JSONValue) -> JSONValue {
        var row: JSONValue = ["cells": .array(cells(object))]
        switch inclusion {
        case .none: break
        case .object: row.set(object, at: "object")
        case .metadata: row.set(Self.partial(object), at: "object")
        }
        return row
    }

    private func cells(_ object: JSONValue) -> [JSONValue] {
        guard let custom = kind.printerColumns else {
            return BuiltInColumns.columns(group: kind.group, kind: kind.kind).map { $0.cell(object, now) }
        }
        if custom.isEmpty { return [.string(object.name), TableColumn.age.cell(object, now)] }
        return [.string(object.name)] + custom.map { cell($0, object) }
    }

    private func cell(_ column: PrinterColumn, _ object: JSONValue) -> JSONValue {
        let values = column.path.values(in: object)
        guard let first = values.first, !first.isNull else { return .null }
        switch column.type {
        case "integer": return first.whole.map { .integer($0) } ?? .null
        case "number": return first.number.map { .double($0) } ?? .null
        case "boolean": return first.flag.map { .bool($0) } ?? .null
        case "date": return .string(first.text.flatMap { Timestamp($0) }?.age(at: now) ?? "<invalid>")
        default: return .string(values.count == 1 ? first.plainText : values.map(\.plainText).joined(separator: ","))
        }
    }

    /// The object's metadata alone.
    static func partial(_ object: JSONValue) -> JSONValue {
        ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object.at("metadata") ?? [:]]
    }
}
