import JSON
import KubernetesAPI
import KubernetesClient

/// Reads and writes one Lease, whole and conditionally.
struct LeaseAccess: Sendable {
    let key: ObjectKey
    let client: KubernetesClient

    private var collection: String { Lease.resource.path(namespace: key.namespace) }
    private var path: String { Lease.resource.path(namespace: key.namespace, name: key.name) }

    /// The lease; `nil` when there is none.
    func read(within deadline: Duration) async throws -> LeaseRecord? {
        do {
            return try record(await brief(deadline).call("GET", path), "GET")
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// Writes the lease over the version that was read, or creates it.
    func write(_ spec: Lease.Spec, over old: LeaseRecord?, within deadline: Duration) async throws -> LeaseRecord {
        let client = brief(deadline)
        if let old {
            let body = try old.replacing(spec).serialized()
            return try record(await client.call("PUT", path, contentType: "application/json", body: body), "PUT")
        }
        let body = try LeaseRecord.new(key, spec).serialized()
        return try record(await client.call("POST", collection, contentType: "application/json", body: body), "POST")
    }

    /// The lease's states from now on, the present one first.
    func watch(timeout: Duration) -> WatchSequence<Lease> {
        client.watch(
            Lease.self, namespace: key.namespace, options: ListOptions(fieldSelector: "metadata.name=\(key.name)"), timeout: timeout)
    }

    private func record(_ bytes: [UInt8], _ method: String) throws -> LeaseRecord {
        do {
            return try LeaseRecord(parsing: bytes)
        } catch {
            throw KubernetesError.malformed("\(error)", call: "\(method) \(path)")
        }
    }

    // A call that hangs must not keep this process leading beyond its right, nor hold the next attempt up.
    private func brief(_ deadline: Duration) -> KubernetesClient {
        var client = client
        client.deadline = max(.milliseconds(1), deadline)
        client.totalDeadline = client.deadline
        client.retryPolicy = RetryPolicy(attempts: 1)
        return client
    }
}
