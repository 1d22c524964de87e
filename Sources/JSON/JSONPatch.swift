/// JSON Patch (RFC 6902), the `application/json-patch+json` of the Kubernetes API.
public struct JSONPatch: Sendable, Hashable {
    /// One operation of a patch.
    public enum Operation: Sendable, Hashable {
        /// Inserts into an array, or sets a member.
        case add(JSONPointer, JSONValue)
        /// Removes what must be there.
        case remove(JSONPointer)
        /// Replaces what must be there.
        case replace(JSONPointer, JSONValue)
        /// Removes at the first place and adds at the second.
        case move(from: JSONPointer, to: JSONPointer)
        /// Adds at the second place what stands at the first.
        case copy(from: JSONPointer, to: JSONPointer)
        /// Fails unless the value there says the same.
        case test(JSONPointer, JSONValue)
    }

    /// The operations, in order.
    public var operations: [Operation]

    /// A patch of these operations.
    public init(operations: [Operation]) {
        self.operations = operations
    }

    /// Reads a patch document.
    ///
    /// - Throws: ``JSONError`` naming the operation that is none.
    public init(_ document: JSONValue) throws(JSONError) {
        guard case .array(let items) = document else {
            throw JSONError(.patch, message: "a JSON patch is an array of operations, found \(document.kindDescription)")
        }
        operations = []
        for (index, item) in items.enumerated() {
            do throws(JSONError) {
                operations.append(try Operation(item))
            } catch {
                throw JSONError(.patch, path: "[\(index)]", message: error.message)
            }
        }
    }

    /// The value with all operations applied; on an error nothing is changed.
    ///
    /// - Throws: ``JSONError`` naming the operation that does not fit.
    public func apply(to value: JSONValue) throws(JSONError) -> JSONValue {
        var result = value
        for (index, operation) in operations.enumerated() {
            do throws(JSONError) {
                try operation.apply(to: &result)
            } catch {
                throw JSONError(.patch, path: "[\(index)]", message: error.message)
            }
        }
        return result
    }
}

extension JSONPatch.Operation {
    /// Reads one operation.
    ///
    /// - Throws: ``JSONError`` when a member is missing or unknown.
    init(_ item: JSONValue) throws(JSONError) {
        func pointer(_ name: String) throws(JSONError) -> JSONPointer {
            guard let text = item[name]?.stringValue else { throw JSONError(.patch, message: "the operation needs a \"\(name)\"") }
            return try JSONPointer(text)
        }
        func value() throws(JSONError) -> JSONValue {
            guard let value = item["value"] else { throw JSONError(.patch, message: "the operation needs a \"value\"") }
            return value
        }
        switch item["op"]?.stringValue {
        case "add": self = .add(try pointer("path"), try value())
        case "remove": self = .remove(try pointer("path"))
        case "replace": self = .replace(try pointer("path"), try value())
        case "move": self = .move(from: try pointer("from"), to: try pointer("path"))
        case "copy": self = .copy(from: try pointer("from"), to: try pointer("path"))
        case "test": self = .test(try pointer("path"), try value())
        case let name:
            throw JSONError(
                .patch, message: "\"op\" must be add, remove, replace, move, copy or test, not \(name.map { "\"\($0)\"" } ?? "absent")")
        }
    }

    /// Applies the operation.
    ///
    /// - Throws: ``JSONError`` when the place does not exist, or a test fails. The value is then undefined.
    func apply(to root: inout JSONValue) throws(JSONError) {
        switch self {
        case .add(let place, let value):
            try JSONPatchEdit(place: place, change: .add(value)).apply(to: &root)
        case .remove(let place):
            try JSONPatchEdit(place: place, change: .remove).apply(to: &root)
        case .replace(let place, let value):
            try JSONPatchEdit(place: place, change: .replace(value)).apply(to: &root)
        case .move(let source, let target):
            guard source != target else { return }
            if target.tokens.starts(with: source.tokens) {
                throw JSONError(.patch, message: "\(source) cannot be moved into itself, to \(target)")
            }
            let value = try existing(source, root)
            try JSONPatch.Operation.remove(source).apply(to: &root)
            try JSONPatch.Operation.add(target, value).apply(to: &root)
        case .copy(let source, let target):
            try JSONPatch.Operation.add(target, try existing(source, root)).apply(to: &root)
        case .test(let place, let value):
            guard try existing(place, root).isEquivalent(to: value) else {
                throw JSONError(.patch, message: "test failed: \(place.tokens.isEmpty ? "the value" : "\(place)") is another one")
            }
        }
    }

    private func existing(_ place: JSONPointer, _ root: JSONValue) throws(JSONError) -> JSONValue {
        guard let value = place.value(in: root) else { throw JSONError(.patch, message: "there is nothing at \(place)") }
        return value
    }
}
