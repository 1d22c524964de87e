import KubernetesAPI
import RoutingModel

/// Objects for the tests, all in namespace `shop`.
enum Samples {
    static let namespace = "shop"

    static func ingress(_ rules: [Ingress.Rule] = [], default backend: Ingress.Backend? = nil) -> Ingress {
        Ingress(
            metadata: ObjectMeta(name: "shop", namespace: namespace),
            spec: Ingress.Spec(defaultBackend: backend, rules: rules))
    }

    static func rule(_ host: String?, _ paths: [Ingress.Path]) -> Ingress.Rule {
        Ingress.Rule(host: host, http: Ingress.HTTPRule(paths: paths))
    }

    static func path(_ path: String?, _ type: String? = "Prefix", to backend: Ingress.Backend = backend("web", 80)) -> Ingress.Path {
        Ingress.Path(path: path, pathType: type, backend: backend)
    }

    static func backend(_ service: String, _ port: Int) -> Ingress.Backend {
        Ingress.Backend(service: Ingress.ServiceBackend(name: service, port: .init(number: port)))
    }

    static func backend(_ service: String, named port: String) -> Ingress.Backend {
        Ingress.Backend(service: Ingress.ServiceBackend(name: service, port: .init(name: port)))
    }

    static func service(_ name: String, _ ports: [Service.Port] = [Service.Port(port: 80)], type: String? = nil) -> Service {
        Service(metadata: ObjectMeta(name: name, namespace: namespace), spec: Service.Spec(type: type, ports: ports))
    }

    static func slice(
        _ name: String, of service: String, _ endpoints: [EndpointSlice.Endpoint],
        ports: [EndpointSlice.Port] = [EndpointSlice.Port(name: "", port: 8080)], addressType: String = "IPv4",
        in namespace: String = namespace
    ) -> EndpointSlice {
        EndpointSlice(
            metadata: ObjectMeta(name: name, namespace: namespace, labels: [EndpointSlice.serviceNameLabel: service]),
            addressType: addressType, endpoints: endpoints, ports: ports)
    }

    static func endpoint(_ address: String, ready: Bool? = true, serving: Bool? = nil, terminating: Bool? = nil) -> EndpointSlice.Endpoint {
        EndpointSlice.Endpoint(addresses: [address], conditions: .init(ready: ready, serving: serving, terminating: terminating))
    }

    static func plan(_ ingress: Ingress, services: [Service] = [service("web")], slices: [EndpointSlice] = []) -> RoutingPlan {
        RoutingPlan(ingress: ingress, services: services, endpointSlices: slices)
    }
}
