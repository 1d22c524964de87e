import KubernetesAPI
import KubernetesClient

/// Lists page by page.
extension ReflectorLoop {
    mutating func list(inPages: Bool) async -> ReflectorState.Event {
        let began = ContinuousClock.now
        let client = reflector.client
        let namespace = namespace
        var options = reflector.selection
        options.limit = inPages ? reflector.timing.pageSize : nil
        do {
            var page = try await client.list(Object.self, namespace: namespace, options: options)
            while let token = page.metadata.continue, !token.isEmpty {
                options.continueToken = token
                // The next page is on its way while this one is stored.
                let following = options
                async let next = client.list(Object.self, namespace: namespace, options: following)
                take(page)
                page = try await next
            }
            take(page)
            guard let version = page.metadata.resourceVersion, !version.isEmpty else {
                throw KubernetesError.malformed("the list has no resourceVersion", call: "LIST \(reflector.name)")
            }
            return .listed(version: version)
        } catch {
            return failed(error, ReflectorRun(duration: .now - began), isInitial: false, "the list")
        }
    }

    /// Asks for the present version of the collection, by as small a list as there is.
    mutating func probe() async -> ReflectorState.Event {
        var options = reflector.selection
        options.labelSelector = nil
        options.limit = 1
        do {
            let page = try await reflector.client.list(Object.self, namespace: namespace, options: options)
            return .probed(version: page.metadata.resourceVersion ?? "")
        } catch {
            return failed(error, ReflectorRun(), isInitial: false, "the question for the present version")
        }
    }

    private mutating func take(_ page: KubernetesList<Object>) {
        let now = ContinuousClock.now
        for object in page.items { take(listed: object, at: now) }
        for object in page.undecodable {
            reflector.store.keep(object.key, in: part)
            report(object)
        }
    }

    /// Takes over an object of a list, as much of it as is kept.
    mutating func take(listed object: Object, at now: ContinuousClock.Instant) {
        if !undecodable.isEmpty { resolve(object.key) }
        if let transform = reflector.transform {
            if let kept = transform(object) { reflector.store.put(kept, listed: source, in: part, at: now) }
        } else {
            reflector.store.put(object, listed: source, in: part, at: now)
        }
    }
}
