import Admission
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import OpenStackAPI
import OpenStackClient

/// Says what Heat would do for a change of a HeatStack's parameters: Heat's own preview, which changes nothing and needs no secret of the stack.
///
/// It has ``deadline``; what does not come in time, or not at all, is left out: a Heat that is down never holds up a change.
public struct HeatPreviewAdvisor: AdmissionAdvisor {
    /// How long an answer is waited for.
    public static let deadline: Duration = .seconds(2)

    private let client: KubernetesClient
    private let connections: HeatConnections
    private let resolver: TemplateResolver
    private let deadline: Duration

    /// Makes an advisor.
    ///
    /// - Parameters:
    ///   - client: reads the object whose scale is changed.
    ///   - resolver: fetches the template as it is now, since an update sends it; without an answer from it Heat's own copy counts.
    public init(client: KubernetesClient, connections: HeatConnections, resolver: TemplateResolver, deadline: Duration = deadline) {
        self.client = client
        self.connections = connections
        self.resolver = resolver
        self.deadline = deadline
    }

    private struct TooSlow: Error {}

    /// A change of parameters of a stack that exists.
    struct Change: Sendable {
        var object: HeatStack
        var stack: Heat.StackIdentity
        /// The parameters that change, with their new values.
        var parameters: [String: String]
        /// Those in a few words: `replicas 2 -> 3`.
        var title: String
    }

    public func advice(on request: AdmissionRequest, isAllowed: Bool) async -> [String] {
        guard request.operation == .update else { return [] }
        let answer = try? await withDeadline(deadline, error: TooSlow()) { () async throws -> String? in
            guard let change = try await change(in: request) else { return nil }
            return try await sentence(on: change)
        }
        guard let text = answer ?? nil else { return [] }
        return [isAllowed ? text : "Heat's own preview: \(text)."]
    }

    private func change(in request: AdmissionRequest) async throws -> Change? {
        if request.subResource == "scale", let replicas = request.object?["spec"]?["replicas"]?.intValue, let name = request.name {
            guard let old = try await client.getIfPresent(HeatStack.self, name, namespace: request.namespace) else { return nil }
            var new = old
            new.spec.replicas = replicas
            return Self.change(from: old, to: new)
        }
        guard request.kind.group == AKE.group, request.kind.kind == HeatStack.resource.kind, request.subResource == nil,
            let old = try request.oldObject?.decode(HeatStack.self), let new = try request.object?.decode(HeatStack.self)
        else { return nil }
        return Self.change(from: old, to: new)
    }

    /// What of a change Heat can be asked about; nil if no parameter changes or nothing would be sent.
    static func change(from old: HeatStack, to new: HeatStack) -> Change? {
        guard !old.metadata.isBeingDeleted, !new.spec.suspend, let id = old.status?.stackID, let name = old.status?.stackName else {
            return nil
        }
        let (before, after) = (old.spec.effectiveParams, new.spec.effectiveParams)
        let parameters = after.filter { before[$0.key] != $0.value }
        guard !parameters.isEmpty else { return nil }
        let title = parameters.keys.sorted().map { name in
            SecretNames.mayBeSecret(["params", name])
                ? name : "\(name) \(shown(before[name] ?? "(not set)")) -> \(shown(parameters[name] ?? ""))"
        }.joined(separator: ", ")
        return Change(object: new, stack: .init(name: name, id: id), parameters: parameters, title: title)
    }

    private static func shown(_ value: String) -> String { value.count <= 40 ? value : "\(value.prefix(37))..." }

    private func sentence(on change: Change) async throws -> String {
        let heat = try await connections.connection(for: change.object).heat
        let spec = change.object.spec
        let resolved = try? await resolver.resolve(
            spec.templateURL, environment: spec.environment, namespace: change.object.metadata.namespace ?? "", files: spec.files,
            digest: spec.templateSHA256)
        let preview = try await heat.previewChange(
            change.stack, parameters: change.parameters.mapValues { .string($0) }, template: resolved?.template,
            files: resolved?.files ?? [:], environment: resolved?.environment)
        var summary = try await PreviewSummary.real(preview.changes, of: change.stack, heat)
        if !preview.showsNested {
            let resources = try await heat.resources(change.stack, nestedDepth: 5)
            summary.added += NestedGrowth(resources).added(change.parameters["replicas"].flatMap { Int($0) })
        }
        return "\(change.title): \(summary.description)"
    }
}
