import JSON

/// Fetches a template and everything that it refers to, as `python-heatclient` does (`heatclient.common.template_utils`): `get_file` anywhere,
/// nested templates by `type: <path>.yaml` or `.template`, both relative to the file they stand in, and the environment's `resource_registry`
/// relative to the root template.
public struct TemplateResolver: Sendable {
    private let source: TemplateSource
    private let limits: TemplateLimits

    /// A resolver over a source.
    public init(source: TemplateSource, limits: TemplateLimits = TemplateLimits()) {
        self.source = source
        self.limits = limits
    }

    /// The template at `url` with its files.
    ///
    /// - Parameters:
    ///   - namespace: where `configMap:` URLs are looked for.
    ///   - files: contents that take the place of what would be fetched, by name relative to the root template.
    ///   - digest: the SHA-256 in hexadecimal that the template must have (``ResolvedTemplate/digest``); nil for any.
    /// - Throws: ``TemplateError``, or `CancellationError`.
    public func resolve(
        _ url: String, environment: JSONValue? = nil, namespace: String = "", files: [String: String] = [:], digest: String? = nil
    ) async throws -> ResolvedTemplate {
        let url = URLReference.canonical(url.hasPrefix("/") ? URLReference.file(url) : url)
        var state = State(namespace: namespace)
        for (name, content) in files { state.given[URLReference.resolve(name, in: URLReference.folder(of: url))] = Array(content.utf8) }
        let bytes = try await fetch(url, referrer: nil, &state)
        var root: JSONValue
        do {
            root = try TemplateText.parse(bytes)
        } catch {
            throw TemplateError(.invalid, url: url, error.text)
        }
        let hasReferences = try await rewrite(&root, file: url, place: "", depth: 0, &state)
        var environment = environment
        if environment != nil { try await resolveRegistry(&environment, root: url, &state) }
        let found = TemplateDigest.text(root: bytes, url: url, files: state.digests)
        if let digest, digest != found {
            throw TemplateError(
                .invalid, url: url, "has the SHA-256 \(found), and spec.templateSHA256 wants \(digest): nothing is sent to Heat")
        }
        return ResolvedTemplate(
            template: hasReferences ? root : .string(String(decoding: bytes, as: UTF8.self)), files: state.files, environment: environment,
            parameterNames: Set((root["parameters"] ?? root["Parameters"])?.objectValue?.keys.map { $0 } ?? []), digest: found)
    }

    private struct State {
        var namespace: String
        var given: [String: [UInt8]] = [:]
        var files: [String: String] = [:]
        var digests: [String: String] = [:]
        var bytes = 0
    }

    // Whoever writes a template on some web server must not get at this machine's files or the namespace's ConfigMaps: Heat would show them in outputs.
    private static func mayRefer(from file: String, to target: String) -> Bool {
        let scheme = URLReference.scheme(of: target)
        return scheme == URLReference.scheme(of: file) || !["file", "configmap"].contains(scheme ?? "")
    }

    private static func isReference(_ key: String, _ value: JSONValue) -> String? {
        guard let text = value.stringValue else { return nil }
        switch key {
        case "get_file": return text
        case "type" where text.hasSuffix(".yaml") || text.hasSuffix(".template"): return text
        default: return nil
        }
    }

    /// Replaces every reference below `value` by its absolute URL and fetches what it means; returns whether there was any.
    private func rewrite(_ value: inout JSONValue, file: String, place: String, depth: Int, _ state: inout State) async throws -> Bool {
        var found = false
        switch value {
        case .array(var elements):
            for index in elements.indices {
                if try await rewrite(&elements[index], file: file, place: "\(place)[\(index)]", depth: depth, &state) { found = true }
            }
            if found { value = .array(elements) }
        case .object(var members):
            for key in members.keys.sorted() {
                guard var member = members[key] else { continue }
                let inner = place.isEmpty ? key : "\(place).\(key)"
                if let reference = Self.isReference(key, member) {
                    let target = URLReference.canonical(URLReference.resolve(reference, in: URLReference.folder(of: file)))
                    let referrer = "\(file) at \(inner)"
                    guard Self.mayRefer(from: file, to: target) else {
                        let kind = URLReference.scheme(of: target) == "file" ? "local file" : "ConfigMap"
                        throw TemplateError(
                            .invalid, url: target, referrer: referrer, "is a \(kind), which a file from elsewhere may not refer to")
                    }
                    try await load(target, referrer: referrer, depth: depth, &state)
                    members[key] = .string(target)
                    found = true
                } else if try await rewrite(&member, file: file, place: inner, depth: depth, &state) {
                    members[key] = member
                    found = true
                }
            }
            if found { value = .object(members) }
        default: break
        }
        return found
    }

    /// Puts the file at `url` into the map, and what it refers to if it is a template itself.
    private func load(_ url: String, referrer: String, depth: Int, _ state: inout State) async throws {
        guard state.files[url] == nil else { return }
        guard depth < limits.depth else {
            throw TemplateError(.invalid, url: url, referrer: referrer, "templates are nested deeper than \(limits.depth)")
        }
        let bytes = try await fetch(url, referrer: referrer, &state)
        state.digests[url] = TemplateDigest.text(bytes)
        // Entered before its own references are followed, so that templates that refer to each other come to an end here.
        state.files[url] = TemplateText.content(bytes)
        if var template = try? TemplateText.parse(bytes) {
            _ = try await rewrite(&template, file: url, place: "", depth: depth + 1, &state)
            state.files[url] = template.serializedString
        }
    }

    private func fetch(_ url: String, referrer: String?, _ state: inout State) async throws -> [UInt8] {
        do {
            guard state.files.count < limits.files else {
                throw TemplateError(.invalid, url: url, "the template refers to more than \(limits.files) files")
            }
            let bytes: [UInt8]
            if let given = state.given[url] {
                bytes = given
            } else {
                bytes = try await source.contents(of: url, namespace: state.namespace, limit: limits.fileBytes)
            }
            guard bytes.count <= limits.fileBytes else {
                throw TemplateError(.invalid, url: url, "is larger than \(limits.fileBytes) bytes")
            }
            state.bytes += bytes.count
            guard state.bytes <= limits.totalBytes else {
                throw TemplateError(.invalid, url: url, "the template's files are larger than \(limits.totalBytes) bytes together")
            }
            return bytes
        } catch var error as TemplateError {
            error.referrer = referrer
            throw error
        }
    }

    /// Rewrites `resource_registry` as heatclient's `resolve_environment_urls`: values with `::` name types, everything else names files.
    private func resolveRegistry(_ environment: inout JSONValue?, root: String, _ state: inout State) async throws {
        guard var registry = environment?["resource_registry"]?.objectValue else { return }
        let base = registry["base_url"]?.stringValue ?? URLReference.folder(of: root)
        try await resolveEntries(&registry, base: base, root: root, place: "environment.resource_registry", &state)
        if let resources = registry["resources"]?.objectValue {
            var rewritten = resources
            for (name, value) in resources {
                guard var entries = value.objectValue else { continue }
                try await resolveEntries(
                    &entries, base: entries["base_url"]?.stringValue ?? base, root: root,
                    place: "environment.resource_registry.resources.\(name)",
                    &state)
                rewritten[name] = .object(entries)
            }
            registry["resources"] = .object(rewritten)
        }
        environment?["resource_registry"] = .object(registry)
    }

    private func resolveEntries(
        _ entries: inout [String: JSONValue], base: String, root: String, place: String, _ state: inout State
    ) async throws {
        for key in entries.keys.sorted() where !["base_url", "hooks", "restricted_actions"].contains(key) {
            guard let reference = entries[key]?.stringValue, !reference.contains("::") else { continue }
            let target = URLReference.canonical(URLReference.resolve(reference, in: base))
            try await load(target, referrer: "\(place).\(key)", depth: 0, &state)
            entries[key] = .string(target)
        }
    }
}
