import KubernetesAPI
import RoutingModel

/// A backend without endpoints, the problem that is to be reported, and the service that is to stand in the table.
struct UnservedBackend: Sendable {
    var backend: Ingress.Backend
    var reason: RoutingProblem.Reason
    var id: RoutingTable.ServiceID

    static let all: [UnservedBackend] = [
        UnservedBackend(backend: Samples.backend("gone", 80), reason: .missingService, id: "shop/gone:80"),
        UnservedBackend(backend: Samples.backend("gone", named: "http"), reason: .missingService, id: "shop/gone:http"),
        UnservedBackend(backend: Samples.backend("web", 81), reason: .missingPort, id: "shop/web:81"),
        UnservedBackend(backend: Samples.backend("web", named: "http"), reason: .missingPort, id: "shop/web:http"),
        UnservedBackend(backend: Samples.backend("outside", 80), reason: .unsupportedService, id: "shop/outside:80"),
        UnservedBackend(backend: Samples.backend("udp", 53), reason: .unsupportedService, id: "shop/udp:53"),
        UnservedBackend(backend: Ingress.Backend(), reason: .resourceBackend, id: "shop/-:0"),
        UnservedBackend(backend: Samples.backend("no such/name", 80), reason: .badBackend, id: "shop/-:0"),
    ]
}
