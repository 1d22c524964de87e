import HTTPTransport
import KubernetesAPI

extension KubernetesRequest {
    /// The request as it is sent, but for the credential.
    ///
    /// - Parameters:
    ///   - endpoint: the server.
    ///   - configuration: who calls, as whom, and under which name the server's certificate is looked at.
    ///   - deadline: how long the exchange may take.
    func http(to endpoint: ServerURL, _ configuration: KubernetesConfiguration, deadline: Duration) -> HTTPRequest {
        var headers: [HTTPHeader] = []
        if configuration.tlsServerName != nil { headers.append(HTTPHeader("Host", endpoint.authority)) }
        headers.append(HTTPHeader("Accept", accept))
        if configuration.acceptsCompression { headers.append(HTTPHeader("Accept-Encoding", "gzip")) }
        headers.append(HTTPHeader("User-Agent", configuration.userAgent))
        if let contentType { headers.append(HTTPHeader("Content-Type", contentType)) }
        headers += configuration.impersonation?.headers ?? []
        return HTTPRequest(
            method: method, url: endpoint.text(host: configuration.tlsServerName) + target, headers: headers, body: body,
            deadline: deadline)
    }
}
