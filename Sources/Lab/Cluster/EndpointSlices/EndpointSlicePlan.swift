import JSON
import KubernetesAPI

/// The EndpointSlices that a Service should have: pure, the same answer for the same objects.
enum EndpointSlicePlan {
    /// The value of the label that says who keeps a slice.
    static let managedBy = "lab-endpointslice-controller"

    /// One slice for each set of port numbers that the Service's Pods resolve its named ports to.
    ///
    /// - Returns: nil for a Service whose endpoints are not kept here: without a selector, or an external name.
    static func slices(of service: Service, pods: [Pod]) -> [EndpointSlice]? {
        guard let selector = service.spec?.selector, !selector.isEmpty, service.spec?.type != "ExternalName" else { return nil }
        let chosen = pods.filter { pod in
            pod.address != nil && pod.phase != "Succeeded" && pod.phase != "Failed"
                && selector.allSatisfy { pod.metadata.labels[$0.key] == $0.value }
        }
        var groups: [[EndpointSlice.Port]: [Pod]] = [:]
        for pod in chosen { groups[ports(of: service, on: pod), default: []].append(pod) }
        // An empty slice says "no endpoints" and not "unknown".
        if groups.isEmpty { groups[[]] = [] }
        return groups.map { ports, pods in slice(of: service, ports: ports, pods: pods) }.sorted { $0.metadata.name < $1.metadata.name }
    }

    private static func ports(of service: Service, on pod: Pod) -> [EndpointSlice.Port] {
        (service.spec?.ports ?? []).compactMap { port in
            let number: Int? =
                switch port.targetPort {
                case .int(let number): number
                case .string(let name): pod.port(named: name)
                case nil: port.port
                }
            return number.map { EndpointSlice.Port(name: port.name ?? "", port: $0, protocol: port.protocol ?? "TCP") }
        }
    }

    private static func slice(of service: Service, ports: [EndpointSlice.Port], pods: [Pod]) -> EndpointSlice {
        let portText = ports.map { "\($0.name ?? "") \($0.port ?? 0) \($0.protocol ?? "")" }.joined(separator: ",")
        let suffix = ShortHash.text("\(service.metadata.uid ?? "") \(portText)".utf8, length: 5)
        let endpoints = pods.sorted { $0.metadata.name < $1.metadata.name }.map { pod in
            let terminating = pod.metadata.isBeingDeleted
            return EndpointSlice.Endpoint(
                addresses: [pod.address ?? ""],
                conditions: .init(ready: pod.isReady && !terminating, serving: pod.isReady, terminating: terminating),
                targetRef: ObjectReference(
                    apiVersion: nil, kind: "Pod", name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid),
                nodeName: pod.node)
        }
        return EndpointSlice(
            metadata: ObjectMeta(
                name: "\(service.metadata.name)-\(suffix)", namespace: service.metadata.namespace,
                labels: [
                    EndpointSlice.serviceNameLabel: service.metadata.name, "endpointslice.kubernetes.io/managed-by": managedBy,
                ],
                ownerReferences: [service.ownerReference()]),
            endpoints: endpoints, ports: ports)
    }
}
