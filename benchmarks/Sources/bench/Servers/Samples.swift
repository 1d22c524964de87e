import JSON

/// Objects of the size and shape that a busy cluster has, managedFields included. The same on every run.
struct Samples {
    static let teams = 200
    static let nodes = 500
    private var random = SplitMix(state: 20_260_301)

    func namespaces() -> [JSONValue] {
        (0..<Self.teams).map { ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(team($0))]] }
    }

    /// About 2.7 KB: two hosts of two paths each, installed by Helm, touched by cert-manager and a controller.
    mutating func ingress(_ number: Int) -> JSONValue {
        let name = "storefront-\(padded(number, 5))"
        let hosts = ["\(name).shop.example.com", "www.\(name).example.net"]
        let rules: [JSONValue] = hosts.map { host in
            ["host": .string(host), "http": ["paths": [path("/", "\(name)-web", 80), path("/api/v1", "\(name)-api", 8080)]]]
        }
        return [
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
            "metadata": [
                "name": .string(name), "namespace": .string(team(number)), "uid": uid(), "generation": 3,
                "creationTimestamp": "2026-03-01T09:30:00Z",
                "labels": [
                    "app.kubernetes.io/name": "storefront", "app.kubernetes.io/instance": .string(name),
                    "app.kubernetes.io/version": "2.17.4",
                    "app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/component": "frontend", "helm.sh/chart": "storefront-2.17.4",
                ],
                "annotations": [
                    "meta.helm.sh/release-name": .string(name), "meta.helm.sh/release-namespace": .string(team(number)),
                    "cert-manager.io/cluster-issuer": "letsencrypt-production", "nginx.ingress.kubernetes.io/proxy-body-size": "16m",
                    "nginx.ingress.kubernetes.io/force-ssl-redirect": "true", "external-dns.alpha.kubernetes.io/ttl": "60",
                ],
                "managedFields": managers,
            ],
            "spec": [
                "ingressClassName": "ake", "rules": .array(rules),
                "tls": [["hosts": .array(hosts.map { .string($0) }), "secretName": .string("\(name)-tls")]],
            ],
            "status": ["loadBalancer": ["ingress": [["ip": .string("203.0.\(number / 250 % 250).\(number % 250)")]]]],
        ]
    }

    /// The Service of a slice; without it the slice would be garbage.
    func service(_ number: Int) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Service",
            "metadata": ["name": .string(serviceName(number)), "namespace": .string(team(number)), "uid": serviceUID(number)],
            "spec": [
                "type": "ClusterIP", "clusterIP": "10.96.0.10", "selector": ["app": .string(serviceName(number))],
                "ports": [["name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080]],
            ],
        ]
    }

    /// About 27 KB: a hundred endpoints on as many nodes.
    mutating func endpointSlice(_ number: Int) -> JSONValue {
        let service = serviceName(number)
        let team = team(number)
        let replicaSet = word(10)
        let endpoints: [JSONValue] = (0..<100).map { index in
            let node = Int(random.next() % UInt64(Self.nodes))
            return [
                "addresses": [.string("10.\(128 + node / 250).\(node % 250).\(2 + (number + index) % 250)")],
                "conditions": ["ready": true, "serving": true, "terminating": false],
                "nodeName": .string("worker-\(padded(node, 4)).tokyo.internal"),
                "targetRef": [
                    "kind": "Pod", "name": .string("\(service)-\(replicaSet)-\(word(5))"), "namespace": .string(team), "uid": uid(),
                ],
                "zone": .string("ap-northeast-1\(["a", "c", "d"][node % 3])"),
            ]
        }
        return [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
            "metadata": [
                "name": .string("\(service)-\(word(5))"), "generateName": .string("\(service)-"), "namespace": .string(team), "uid": uid(),
                "generation": 12, "creationTimestamp": "2026-03-01T09:30:00Z",
                "labels": [
                    "app.kubernetes.io/name": "storefront", "app.kubernetes.io/managed-by": "Helm",
                    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
                    "kubernetes.io/service-name": .string(service),
                ],
                "annotations": ["endpoints.kubernetes.io/last-change-trigger-time": "2026-03-02T11:12:13Z"],
                "ownerReferences": [
                    [
                        "apiVersion": "v1", "kind": "Service", "name": .string(service), "uid": serviceUID(number), "controller": true,
                        "blockOwnerDeletion": true,
                    ]
                ],
                "managedFields": [endpointSliceManager],
            ],
            "endpoints": .array(endpoints),
            "ports": [["name": "http", "port": 8080, "protocol": "TCP"], ["name": "metrics", "port": 9090, "protocol": "TCP"]],
        ]
    }

    private func path(_ path: String, _ service: String, _ port: Int) -> JSONValue {
        [
            "path": .string(path), "pathType": "Prefix",
            "backend": ["service": ["name": .string(service), "port": ["number": .integer(Int64(port))]]],
        ]
    }

    private func serviceName(_ number: Int) -> String { "shop-\(padded(number, 5))-api" }

    private func serviceUID(_ number: Int) -> JSONValue { .string("0f6b1a52-4d2f-4a3d-9b7e-\(padded(number, 12))") }

    private func team(_ number: Int) -> String { "team-\(padded(number % Self.teams, 3))" }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private mutating func word(_ length: Int) -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<length).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
    }

    private mutating func uid() -> JSONValue {
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, length) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0 { text += "-" }
            for _ in 0..<length { text.append(digits[Int(random.next() % 16)]) }
        }
        return .string(text)
    }

    private let endpointSliceManager: JSONValue = [
        "manager": "kube-controller-manager", "operation": "Update", "apiVersion": "discovery.k8s.io/v1", "time": "2026-03-02T11:12:13Z",
        "fieldsType": "FieldsV1",
        "fieldsV1": [
            "f:addressType": [:], "f:endpoints": [:],
            "f:metadata": [
                "f:annotations": [".": [:], "f:endpoints.kubernetes.io/last-change-trigger-time": [:]], "f:generateName": [:],
                "f:labels": [
                    ".": [:], "f:app.kubernetes.io/managed-by": [:], "f:app.kubernetes.io/name": [:],
                    "f:endpointslice.kubernetes.io/managed-by": [:], "f:kubernetes.io/service-name": [:],
                ],
                "f:ownerReferences": [".": [:], "k:{\"uid\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}": [:]],
            ],
            "f:ports": [:],
        ],
    ]

    private let managers: JSONValue = [
        [
            "manager": "helm", "operation": "Update", "apiVersion": "networking.k8s.io/v1", "time": "2026-03-01T09:30:00Z",
            "fieldsType": "FieldsV1",
            "fieldsV1": [
                "f:metadata": [
                    "f:annotations": [
                        ".": [:], "f:external-dns.alpha.kubernetes.io/ttl": [:], "f:meta.helm.sh/release-name": [:],
                        "f:meta.helm.sh/release-namespace": [:], "f:nginx.ingress.kubernetes.io/force-ssl-redirect": [:],
                        "f:nginx.ingress.kubernetes.io/proxy-body-size": [:],
                    ],
                    "f:labels": [
                        ".": [:], "f:app.kubernetes.io/component": [:], "f:app.kubernetes.io/instance": [:],
                        "f:app.kubernetes.io/managed-by": [:], "f:app.kubernetes.io/name": [:], "f:app.kubernetes.io/version": [:],
                        "f:helm.sh/chart": [:],
                    ],
                ],
                "f:spec": ["f:ingressClassName": [:], "f:rules": [:], "f:tls": [:]],
            ],
        ],
        [
            "manager": "cert-manager-ingress-shim", "operation": "Update", "apiVersion": "networking.k8s.io/v1",
            "time": "2026-03-01T09:30:05Z",
            "fieldsType": "FieldsV1",
            "fieldsV1": ["f:metadata": ["f:annotations": ["f:cert-manager.io/cluster-issuer": [:]]]],
        ],
        [
            "manager": "ake-controller", "operation": "Update", "apiVersion": "networking.k8s.io/v1", "time": "2026-03-01T09:32:41Z",
            "fieldsType": "FieldsV1", "subresource": "status",
            "fieldsV1": ["f:status": ["f:loadBalancer": ["f:ingress": [:]]]],
        ],
    ]
}
