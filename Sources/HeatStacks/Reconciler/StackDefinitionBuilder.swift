import JSON
import KubernetesAPI
import KubernetesClient
import OpenStackAPI

/// Puts together what Heat is sent: the template with its files, the parameters, those from Secrets among them.
struct StackDefinitionBuilder: Sendable {
    /// What Heat is sent, and what the status says of it.
    struct Built: Sendable {
        var definition: Heat.StackDefinition
        var lastParams: [String: String]
        var templateSHA256: String
    }

    /// Why it cannot be put together.
    struct Failure: Error, Sendable {
        var reason: String
        var message: String
        var retryAfter: Duration
    }

    let client: KubernetesClient
    let resolver: TemplateResolver

    /// Throws ``Failure`` for what somebody has to mend, `KubernetesError` for what passes.
    ///
    /// - Parameter name: the stack's name; one that was taken over has its own.
    func build(_ object: HeatStack, rule: StackIdentityRule, name: String? = nil) async throws -> Built {
        let resolved = try await resolve(object)
        let (secrets, open) = try await referredParameters(object)
        let shown = object.spec.effectiveParams.merging(open) { _, referred in referred }
        let parameters = shown.merging(secrets) { _, secret in secret }
        let definition = Heat.StackDefinition(
            name: name ?? rule.name, template: resolved.template, files: resolved.files,
            parameters: parameters.mapValues { .string($0) }, environment: resolved.environment,
            tags: rule.tags(adding: object.spec.tags), timeoutMinutes: object.spec.timeout, disablesRollback: !object.spec.rollback)
        let digests = secrets.mapValues { Hexadecimal.digest($0) }
        return Built(
            definition: definition, lastParams: shown.merging(digests) { _, digest in digest }, templateSHA256: resolved.digest)
    }

    /// The template with its files. Throws as ``build(_:rule:name:)``.
    func resolve(_ object: HeatStack) async throws -> ResolvedTemplate {
        do {
            return try await resolver.resolve(
                object.spec.templateURL, environment: object.spec.environment, namespace: object.metadata.namespace ?? "",
                files: object.spec.files, digest: object.spec.templateSHA256)
        } catch let error as TemplateError {
            throw Self.failure(error)
        } catch let error as KubernetesError where error.isForbidden {
            throw Failure(reason: "ConfigMapForbidden", message: "spec.templateURL: \(error)", retryAfter: .seconds(60))
        }
    }

    private static func failure(_ error: TemplateError) -> Failure {
        switch error.kind {
        case .unavailable: Failure(reason: "TemplateUnavailable", message: "\(error)", retryAfter: .seconds(30))
        case .notFound: Failure(reason: "TemplateNotFound", message: "\(error)", retryAfter: .seconds(60))
        case .invalid: Failure(reason: "TemplateInvalid", message: "\(error)", retryAfter: .seconds(120))
        }
    }

    /// Read by GET each time: a Secret that was renewed a moment ago is what Heat must get.
    private func referredParameters(_ object: HeatStack) async throws -> (secrets: [String: String], open: [String: String]) {
        var result: (secrets: [String: String], open: [String: String]) = ([:], [:])
        var secrets: [String: Secret] = [:]
        var configMaps: [String: ConfigMap] = [:]
        for source in object.spec.paramsFrom {
            let place = "spec.paramsFrom \"\(source.name)\""
            if let reference = source.secretKeyRef {
                let secret = try await read(Secret.self, reference, object, place, &secrets)
                result.secrets[source.name] = try Self.text(secret.data?[reference.key]?.bytes, "Secret", reference, place)
            } else if let reference = source.configMapKeyRef {
                let configMap = try await read(ConfigMap.self, reference, object, place, &configMaps)
                let bytes = configMap.data?[reference.key].map { Array($0.utf8) } ?? configMap.binaryData?[reference.key]?.bytes
                result.open[source.name] = try Self.text(bytes, "ConfigMap", reference, place)
            }
        }
        return result
    }

    private func read<Object: KubernetesObject>(
        _ type: Object.Type, _ reference: HeatStackParameterSource.KeyReference, _ object: HeatStack, _ place: String,
        _ known: inout [String: Object]
    ) async throws -> Object {
        if let found = known[reference.name] { return found }
        let kind = Object.resource.kind
        do {
            guard let found = try await client.getIfPresent(type, reference.name, namespace: object.metadata.namespace) else {
                throw Failure(
                    reason: "\(kind)NotFound", message: "\(place): there is no \(kind) \(reference.name)", retryAfter: .seconds(15))
            }
            known[reference.name] = found
            return found
        } catch let error as KubernetesError where error.isForbidden {
            throw Failure(reason: "\(kind)Forbidden", message: "\(place): \(error)", retryAfter: .seconds(60))
        }
    }

    private static func text(
        _ bytes: [UInt8]?, _ kind: String, _ reference: HeatStackParameterSource.KeyReference, _ place: String
    ) throws -> String {
        guard let bytes else {
            throw Failure(
                reason: "\(kind)NotFound", message: "\(place): \(kind) \(reference.name) has no key \(reference.key)",
                retryAfter: .seconds(15))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(
                reason: "\(kind)Invalid", message: "\(place): key \(reference.key) of \(kind) \(reference.name) is not UTF-8 text",
                retryAfter: .seconds(60))
        }
        return text
    }
}
