/// What is listed and watched.
enum SampleKind: String, CaseIterable {
    case ingresses, endpointslices

    var group: String {
        switch self {
        case .ingresses: "networking.k8s.io"
        case .endpointslices: "discovery.k8s.io"
        }
    }

    var path: String { "/apis/\(group)/v1/\(rawValue)" }
}
