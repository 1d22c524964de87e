import JSON

/// What the server checks beyond a schema.
enum ObjectChecks {
    /// What is wrong with the metadata.
    static func metadata(_ object: JSONValue, _ kind: ServedKind) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let name = object.name
        let isPath = kind.group == Authorizer.group
        let isLabel = kind.group.isEmpty && ["Namespace", "Service"].contains(kind.kind)
        if isPath {
            if name == "." || name == ".." || name.contains("/") || name.contains("%") {
                problems.append(.invalid("metadata.name", "\"\(name)\"", "may not contain '/' or '%', nor be '.' or '..'"))
            }
        } else if isLabel, !isLabelName(name[...]) {
            problems.append(
                .invalid(
                    "metadata.name", "\"\(name)\"",
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
                ))
        } else if !isSubdomain(name) {
            problems.append(
                .invalid(
                    "metadata.name", "\"\(name)\"",
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
                ))
        }
        problems += labels(object.labels)
        if object.annotations.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) > annotationLimit {
            problems.append(
                FieldProblem(
                    reason: .tooLong, field: "metadata.annotations", body: "Too long: may not be more than \(annotationLimit) bytes"))
        }
        for (index, owner) in object.ownerReferences.enumerated() {
            for member in ["apiVersion", "kind", "name", "uid"] where (owner.at(member)?.text ?? "").isEmpty {
                problems.append(.invalid("metadata.ownerReferences[\(index)].\(member)", "\"\"", "\(member) must not be empty"))
            }
        }
        return problems
    }

    /// What is wrong with the content of a built-in type.
    static func problems(_ object: JSONValue, old: JSONValue?, _ kind: ServedKind) -> [FieldProblem] {
        guard kind.isBuiltIn else { return [] }
        switch kind.kind {
        case "CustomResourceDefinition": return CustomKinds.problems(of: object)
        case "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
            "MutatingWebhookConfiguration":
            return AdmissionPlugins.problems(of: object)
        case "Ingress": return ingress(object)
        case "Service"
        where (object.at("spec", "ports")?.elements ?? []).isEmpty && !["None", ""].contains(object.at("spec", "clusterIP")?.text ?? "")
            && object.at("spec", "type")?.text != "ExternalName":
            return [.required("spec.ports")]
        case "Secret", "ConfigMap":
            guard let old, old.at("immutable")?.flag == true, old.at("data") != object.at("data") else { return [] }
            return [.forbidden("data", "field is immutable when `immutable` is set")]
        case "RoleBinding", "ClusterRoleBinding":
            guard let old, old.at("roleRef") != object.at("roleRef") else { return [] }
            return [.invalid("roleRef", object.at("roleRef")?.serializedString ?? "null", "cannot change roleRef")]
        default: return []
        }
    }

    private static func ingress(_ object: JSONValue) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let spec = object.at("spec") ?? [:]
        if spec.at("rules") == nil, spec.at("defaultBackend") == nil {
            problems.append(.invalid("spec", "{}", "either `defaultBackend` or `rules` must be specified"))
        }
        for (rule, value) in (spec.at("rules")?.elements ?? []).enumerated() {
            if let host = value.at("host")?.text, !host.isEmpty, !isSubdomain(host.hasPrefix("*.") ? String(host.dropFirst(2)) : host) {
                problems.append(
                    .invalid(
                        "spec.rules[\(rule)].host", "\"\(host)\"",
                        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'"))
            }
            for (place, entry) in (value.at("http", "paths")?.elements ?? []).enumerated() {
                let field = "spec.rules[\(rule)].http.paths[\(place)]"
                let path = entry.at("path")?.text ?? ""
                let type = entry.at("pathType")?.text ?? ""
                if type != "ImplementationSpecific", !path.hasPrefix("/") {
                    problems.append(.invalid("\(field).path", "\"\(path)\"", "must be an absolute path"))
                }
                if let service = entry.at("backend", "service"), service.at("port", "name") == nil, service.at("port", "number") == nil {
                    problems.append(.required("\(field).backend", "port name or number is required"))
                }
            }
        }
        return problems
    }

    private static let annotationLimit = 256 * 1024

    private static func labels(_ labels: [String: String]) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            let parts = key.split(separator: "/", omittingEmptySubsequences: false)
            let hasPrefix = parts.count == 2
            if parts.count > 2 || !isLabelValue(parts.last ?? "") || parts.last?.isEmpty != false
                || (hasPrefix && !isSubdomain(String(parts[0])))
            {
                problems.append(
                    .invalid(
                        "metadata.labels", "\"\(key)\"",
                        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
                    ))
            }
            if !isLabelValue(value[...]) {
                problems.append(
                    .invalid(
                        "metadata.labels", "\"\(value)\"",
                        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                    ))
            }
        }
        return problems
    }

    private static func isLabelValue(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
        }
        return text.utf8.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || [45, 46, 95].contains($0) }
    }

    /// Whether a text is an RFC 1123 subdomain of at most 253 characters.
    static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253 && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabelPart)
    }

    private static func isLabelName(_ text: Substring) -> Bool { text.utf8.count <= 63 && isLabelPart(text) }

    private static func isLabelPart(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        return isAlphanumeric(first) && isAlphanumeric(last) && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 45 }
    }
}
