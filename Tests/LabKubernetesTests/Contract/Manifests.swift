/// What the contract test applies.
enum Manifests {
    static let ingress = """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: hello, labels: {app: hello}}
        spec:
          ingressClassName: ake
          rules:
          - host: hello.example
            http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: hello, port: {number: 80}}}}]}
        """

    static let service = """
        apiVersion: v1
        kind: Service
        metadata: {name: hello}
        spec: {selector: {app: hello}, ports: [{name: http, port: 80, targetPort: 8080}]}
        """

    static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: hello}
        spec:
          replicas: 0
          selector: {matchLabels: {app: hello}}
          template:
            metadata: {labels: {app: hello}}
            spec: {containers: [{name: a, image: "example.org/a:1"}, {name: b, image: "example.org/b:1"}]}
        """

    static func configMap(_ name: String, _ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {\(data)}\n"
    }

    static func definition(group: String) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.\(group)}
        spec:
          group: \(group)
          scope: Namespaced
          names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
            additionalPrinterColumns:
            - {name: Color, type: string, jsonPath: .spec.color}
            - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [color]
                    properties:
                      color: {type: string, enum: [red, blue], description: The color of the widget.}
                      replicas: {type: integer, minimum: 0, default: 1}
                  status:
                    type: object
                    properties:
                      replicas: {type: integer}
                      conditions:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [type]
                        items: {type: object, properties: {type: {type: string}, status: {type: string}}}
        """
    }

    static func widget(group: String, _ spec: String) -> String {
        "apiVersion: \(group)/v1\nkind: Widget\nmetadata: {name: w}\nspec: {\(spec)}\n"
    }
}
