/// Manifests of the tests' applications and Ingresses.
enum Manifests {
    /// A Deployment and a Service.
    static func application(_ name: String, replicas: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec:
              containers: [{name: echo, image: ake-lab/echo, ports: [{name: http, containerPort: 8080}]}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: \(name)}
        spec: {selector: {app: \(name)}, ports: [{name: http, port: 80, targetPort: http}]}
        ---

        """
    }

    /// A Service whose selector no Pod has.
    static func emptyService(_ name: String) -> String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: \(name)}
        spec: {selector: {app: nobody}, ports: [{name: http, port: 80, targetPort: 8080}]}
        ---

        """
    }

    /// An Ingress.
    ///
    /// - Parameter services: Service for each host.
    static func ingress(_ name: String, replicas: String, flavor: String = "ar1-standard-1", services: [(host: String, service: String)])
        -> String
    {
        let rules = services.map { rule in
            """
                - host: \(rule.host)
                  http:
                    paths: [{path: /, pathType: Prefix, backend: {service: {name: \(rule.service), port: {name: http}}}}]
            """
        }
        return """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: \(name)
              annotations:
                ake.adtech.cyberagent.io/ingress-controller-replicas: "\(replicas)"
                ake.adtech.cyberagent.io/ingress-controller-flavor: \(flavor)
            spec:
              ingressClassName: ake
              rules:

            """ + rules.joined(separator: "\n") + "\n"
    }
}
