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
    func build(_ object: HeatStack, rule: StackIdentityRule) async throws -> Built {
        let resolved: ResolvedTemplate
        do {
            resolved = try await resolver.resolve(object.spec.templateURL, environment: object.spec.environment)
        } catch let error as TemplateError {
            throw Self.failure(error)
        }
        let secrets = try await secretParameters(object)
        let parameters = object.spec.params.merging(secrets) { _, secret in secret }
        let definition = Heat.StackDefinition(
            name: rule.name, template: resolved.template, files: resolved.files, parameters: parameters.mapValues { .string($0) },
            environment: resolved.environment, tags: rule.tags(adding: object.spec.tags), timeoutMinutes: object.spec.timeout)
        let digests = secrets.mapValues { Hexadecimal.digest($0) }
        return Built(definition: definition, lastParams: object.spec.params.merging(digests) { _, digest in digest })
    }

    private static func failure(_ error: TemplateError) -> Failure {
        switch error.kind {
        case .unavailable: Failure(reason: "TemplateUnavailable", message: "\(error)", retryAfter: .seconds(30))
        case .notFound: Failure(reason: "TemplateNotFound", message: "\(error)", retryAfter: .seconds(60))
        case .invalid: Failure(reason: "TemplateInvalid", message: "\(error)", retryAfter: .seconds(120))
        }
    }

    /// Read by GET each time: a Secret that was renewed a moment ago is what Heat must get.
    private func secretParameters(_ object: HeatStack) async throws -> [String: String] {
        var values: [String: String] = [:]
        var secrets: [String: Secret] = [:]
        for source in object.spec.paramsFrom {
            let reference = source.secretKeyRef
            let place = "spec.paramsFrom \"\(source.name)\""
            if secrets[reference.name] == nil {
                do {
                    secrets[reference.name] = try await client.getIfPresent(
                        Secret.self, reference.name, namespace: object.metadata.namespace)
                } catch let error as KubernetesError where error.isForbidden {
                    throw Failure(reason: "SecretForbidden", message: "\(place): \(error)", retryAfter: .seconds(60))
                }
            }
            guard let secret = secrets[reference.name] else {
                throw Failure(reason: "SecretNotFound", message: "\(place): there is no Secret \(reference.name)", retryAfter: .seconds(15))
            }
            guard let data = secret.data?[reference.key] else {
                throw Failure(
                    reason: "SecretNotFound", message: "\(place): Secret \(reference.name) has no key \(reference.key)",
                    retryAfter: .seconds(15))
            }
            guard let text = String(validating: data.bytes, as: UTF8.self) else {
                throw Failure(
                    reason: "SecretInvalid", message: "\(place): key \(reference.key) of Secret \(reference.name) is not UTF-8 text",
                    retryAfter: .seconds(60))
            }
            values[source.name] = text
        }
        return values
    }
}
