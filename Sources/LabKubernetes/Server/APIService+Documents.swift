import JSON

/// The paths that are no resources.
extension APIService {
    func document(_ request: APIRequest) throws(APIFailure) -> APIResponse {
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
        let parts = request.target.path.split(separator: "/").map(String.init)
        let discovery = Discovery(registry: registry)
        let isAggregated = MediaType(accept: request.headers["accept"] ?? "") == .discovery
        let aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
        switch parts.first {
        case nil:
            return .json(status: 200, ["paths": ["/api", "/apis", "/healthz", "/openapi/v2", "/openapi/v3", "/version"]])
        case "version": return .json(status: 200, Discovery.version)
        case "healthz", "livez", "readyz": return .bytes(status: 200, Array("ok".utf8), contentType: "text/plain; charset=utf-8")
        case "api" where parts.count == 1:
            return isAggregated
                ? .json(status: 200, discovery.aggregated(core: true), contentType: aggregatedType)
                : .json(status: 200, Discovery.coreVersions)
        case "apis" where parts.count == 1:
            return isAggregated
                ? .json(status: 200, discovery.aggregated(core: false), contentType: aggregatedType)
                : .json(status: 200, discovery.groupList)
        case "api" where parts.count == 2: return try found(discovery.resources(group: "", version: parts[1]))
        case "apis" where parts.count == 2: return try found(discovery.group(parts[1]))
        case "apis" where parts.count == 3: return try found(discovery.resources(group: parts[1], version: parts[2]))
        case "openapi" where parts == ["openapi", "v2"]:
            return .bytes(status: 200, OpenAPI.emptyV2, contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
        case "openapi" where parts == ["openapi", "v3"]: return .json(status: 200, OpenAPI(registry: registry).index)
        case "openapi" where parts.count > 2 && parts[1] == "v3":
            return try found(OpenAPI(registry: registry).document(path: parts.dropFirst(2).joined(separator: "/")))
        case ".well-known" where parts.last == "openid-configuration":
            return .json(status: 200, ["issuer": .string(ServiceAccountTokens.issuer), "id_token_signing_alg_values_supported": ["ES256"]])
        default: throw .noSuchPath
        }
    }

    private func found(_ document: JSONValue?) throws(APIFailure) -> APIResponse {
        guard let document else { throw .noSuchPath }
        return .json(status: 200, document)
    }
}
