/// Objects as an API server sends them.
enum Corpus {
    /// Has a name, but is nothing that a type here could hold.
    static let undecodable = #"{"metadata":{"name":"x","namespace":"n","resourceVersion":"5"},"spec":7}"#

    static let metadata = #"""
        {"name":"shop","namespace":"web-team","uid":"0f6b1a52-4d2f-4a3d-9b7e-3f1f0c2f8a11","resourceVersion":"184467","generation":3,
        "creationTimestamp":"2026-03-01T09:30:00Z","deletionTimestamp":null,"labels":{"app.kubernetes.io/name":"shop","tier":""},
        "annotations":{"cert-manager.io/cluster-issuer":"letsencrypt","note":"a \"quoted\" caf\u00e9"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"shop","uid":"1-2-3","controller":true,"blockOwnerDeletion":true}],
        "finalizers":["example.com/keep"],
        "managedFields":[{"manager":"kubectl-client-side-apply","operation":"Update","apiVersion":"networking.k8s.io/v1",
        "time":"2026-03-01T09:30:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:note":{}}}}}]}
        """#

    static let ingress = #"""
        {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":\#(metadata),"spec":{"ingressClassName":"ake",
        "defaultBackend":{"resource":{"apiGroup":"k8s.example.com","kind":"Bucket","name":"b","apiVersion":"k8s.example.com/v1","namespace":"web-team",
        "uid":"4-5-6","resourceVersion":"7"}},
        "rules":[{"host":"shop.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"shop","port":{"number":80}}}},
        {"path":"/api","pathType":"Exact","backend":{"service":{"name":"api","port":{"name":"http"}}}}]}},{"host":"*.example.com"},{"http":{"paths":[]}}],
        "tls":[{"hosts":["shop.example.com","*.example.com"],"secretName":"shop-tls"},{}]},
        "status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.10","ports":[{"port":443,"protocol":"TCP"}]},{"hostname":"lb.example.com"}]}}}
        """#

    static let ingressClass = #"""
        {"metadata":\#(metadata),"spec":{"controller":"example.com/ingress","parameters":{"apiGroup":"k8s.example.com","kind":"P","name":"p",
        "scope":"Namespace","namespace":"ns"}}}
        """#

    static let endpointSlice = #"""
        {"addressType":"IPv4","apiVersion":"discovery.k8s.io/v1","endpoints":[
        {"addresses":["10.244.12.34"],"conditions":{"ready":true,"serving":true,"terminating":false},"nodeName":"worker-0123.prod.example.internal",
        "targetRef":{"kind":"Pod","name":"web-5d8f7c9b6d-x2x8v","namespace":"web-team","uid":"0f6b1a52-4d2f-4a3d-9b7e-3f1f0c2f8a12"},"zone":"zone-a"},
        {"addresses":["10.244.12.35"],"conditions":{"ready":false,"terminating":null},"nodeName":"worker-0124.prod.example.internal",
        "targetRef":{"kind":"Pod","name":"web-5d8f7c9b6d-abcde","namespace":"web-team","uid":"0f6b1a52-4d2f-4a3d-9b7e-3f1f0c2f8a13"},"zone":"zone-b"},
        {"addresses":["10.244.12.36","10.244.12.37"],"conditions":{}},{"addresses":["fd00::1"],"hints":{"forZones":[{"name":"zone-a"}]},"zone":"zone-b"},
        {"addresses":["host.example.com"],"targetRef":{"apiVersion":"v1","kind":"Other","name":"x","fieldPath":"a"}},{"addresses":[]}],
        "kind":"EndpointSlice","metadata":\#(metadata),"ports":[{"name":"http","port":8080,"protocol":"TCP"},{"name":"","port":null}]}
        """#

    static let service = #"""
        {"metadata":\#(metadata),"spec":{"type":"ClusterIP","clusterIP":"10.96.0.10","clusterIPs":["10.96.0.10"],"externalName":"db.example.com",
        "ports":[{"name":"http","port":80,"protocol":"TCP","targetPort":8080},{"port":443,"targetPort":"https"}],"selector":{"app":"shop"}},
        "status":{"loadBalancer":{}}}
        """#

    static let secret = #"""
        {"metadata":\#(metadata),"type":"kubernetes.io/tls","data":{"tls.crt":"Zm9vYmFy","tls.key":"Zm9v","empty":""},"immutable":false}
        """#

    static let node = #"""
        {"metadata":\#(metadata),"spec":{"podCIDR":"10.244.1.0/24","podCIDRs":["10.244.1.0/24"],"unschedulable":true},
        "status":{"addresses":[{"type":"InternalIP","address":"192.0.2.1"},{"type":"Hostname","address":"w1"}],"images":[{"names":["a"],"sizeBytes":1}]}}
        """#

    static let lease = #"""
        {"metadata":\#(metadata),"spec":{"holderIdentity":"a","leaseDurationSeconds":15,"acquireTime":"2026-03-01T09:30:00.123456Z",
        "renewTime":"2026-03-01T09:30:10.000001Z","leaseTransitions":2}}
        """#

    static let event = #"""
        {"metadata":\#(metadata),"eventTime":"2026-03-01T09:30:00.000000Z","reportingController":"c","reportingInstance":"i","action":"a","reason":"R",
        "regarding":{"apiVersion":"v1","kind":"Pod","name":"p","namespace":"n","uid":"u","resourceVersion":"1"},"related":{"name":"r"},"note":"n",
        "type":"Warning","series":{"count":3,"lastObservedTime":"2026-03-01T09:31:00Z"},"deprecatedCount":3}
        """#

    static let heatStack = #"""
        {"metadata":\#(metadata),"spec":{"templateURL":"https://example.com/t.yaml","templateSHA256":"ab12","timeout":30,"replicas":2,
        "params":{"replicas":"2"},"paramsFrom":[{"name":"p","secretKeyRef":{"name":"s","key":"k"}},{"name":"q","configMapKeyRef":{"name":"c","key":"k"}}],
        "environment":{"parameter_defaults":{"a":[1,2.5]}},"files":{"a.yaml":"x"},"tags":["a","b"],"mutableParams":["replicas","flavor"],
        "cloudName":"c","cloudCredentialsRef":{"name":"n","namespace":"m","key":"k"},"deletionPolicy":"Retain","suspend":true,"adopt":"some-id",
        "resyncInterval":"10m","rollback":true},
        "status":{"stackID":"i","stackName":"n","stackStatus":"CREATE_COMPLETE","stackStatusReason":"done","lastOutputs":{"vip":"203.0.113.1","n":[1]},
        "lastParams":{"replicas":"2"},"templateSHA256":"ab12","lastAction":{"action":"CREATE","startedAt":"2026-03-01T09:30:00Z",
        "finishedAt":"2026-03-01T09:31:00Z","duration":"1m0s"},"resources":[{"name":"r","type":"OS::Nova::Server","physicalID":"p","status":"CREATE_FAILED",
        "reason":"no"}],"resourceCount":7,"replicas":2,"selector":"a=b","createAttempts":1,"handledRetry":"x","observedGeneration":3,"conditions":[{"type":"Ready","status":"True","observedGeneration":3,
        "lastTransitionTime":"2026-03-01T09:30:00Z","reason":"Created","message":"It runs."}]}}
        """#

    static let loadBalancerClass = #"""
        {"metadata":\#(metadata),"spec":{"templateURL":"https://example.com/t.yaml","timeout":30,"flavors":{"default":"small","allowed":["large"]},
        "replicas":{"min":2},"params":{"image":"i"},"tags":["a"],
        "namespaces":{"names":["web-team"],"selector":{"matchLabels":{"tier":"public"},
        "matchExpressions":[{"key":"team","operator":"In","values":["a","b"]}]}},"sharing":"Class","rollout":{"maxConcurrent":2,"soakSeconds":60},
        "dns":{"provider":"ExternalDNS","zone":"example.com.","ttl":60}}}
        """#

    static let status = #"""
        {"kind":"Status","apiVersion":"v1","metadata":{"continue":"abc"},"status":"Failure","message":"no","reason":"Conflict","details":{"name":"a","group":"g",
        "kind":"ingresses","uid":"u","causes":[{"reason":"FieldManagerConflict","message":"m","field":".spec"},{}],"retryAfterSeconds":1},"code":409}
        """#
}
