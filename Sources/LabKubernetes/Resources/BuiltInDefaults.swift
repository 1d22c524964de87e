import JSON

/// The defaults of built-in types that clients see: ports, types, addresses of Services, the text members of Secrets.
enum BuiltInDefaults {
    /// The object with its defaults.
    static func apply(to object: JSONValue, _ kind: ServedKind, isCreate: Bool, old: JSONValue? = nil) -> JSONValue {
        guard kind.isBuiltIn else { return object }
        var object = object
        switch kind.kind {
        case "Namespace":
            object.set(.string(object.name), at: "metadata", "labels", "kubernetes.io/metadata.name")
            if isCreate {
                object.set(["finalizers": ["kubernetes"]], at: "spec")
                object.set(["phase": "Active"], at: "status")
            }
        case "Pod":
            if isCreate { object.set(["phase": "Pending"], at: "status") }
            fill(&object, ["spec", "restartPolicy"], "Always")
            fill(&object, ["spec", "serviceAccountName"], "default")
            fill(&object, ["spec", "terminationGracePeriodSeconds"], 30)
            fill(&object, ["spec", "dnsPolicy"], "ClusterFirst")
            fill(&object, ["spec", "schedulerName"], "default-scheduler")
            ports(&object, ["spec", "containers"])
        case "Service":
            service(&object, old)
        case "Secret":
            fill(&object, ["type"], "Opaque")
            for (name, value) in object.at("stringData")?.textMembers ?? [:] {
                object.set(.string(Base64.encode(Array(value.utf8))), at: "data", name)
            }
            object.set(nil, at: "stringData")
        case "Deployment", "ReplicaSet":
            fill(&object, ["spec", "replicas"], 1)
            ports(&object, ["spec", "template", "spec", "containers"])
            fill(&object, ["spec", "template", "spec", "restartPolicy"], "Always")
            fill(&object, ["spec", "template", "spec", "terminationGracePeriodSeconds"], 30)
            if kind.kind == "Deployment" {
                fill(
                    &object, ["spec", "strategy"],
                    ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": "25%"]])
                fill(&object, ["spec", "revisionHistoryLimit"], 10)
                fill(&object, ["spec", "progressDeadlineSeconds"], 600)
            }
        case "Ingress":
            if isCreate, object.at("status") == nil { object.set(["loadBalancer": [:]], at: "status") }
        case "IngressClass":
            if object.at("spec", "parameters") != nil { fill(&object, ["spec", "parameters", "scope"], "Cluster") }
        case "RoleBinding", "ClusterRoleBinding":
            fill(&object, ["roleRef", "apiGroup"], .string(Authorizer.group))
            each(&object, ["subjects"]) { subject in
                let isAccount = subject.at("kind")?.text == "ServiceAccount"
                if !isAccount { fill(&subject, ["apiGroup"], .string(Authorizer.group)) }
            }
        case "ValidatingAdmissionPolicy":
            fill(&object, ["spec", "failurePolicy"], "Fail")
            if object.at("spec", "matchConstraints")?.isObject == true { match(&object, ["spec", "matchConstraints"]) }
        case "ValidatingAdmissionPolicyBinding":
            if object.at("spec", "matchResources")?.isObject == true { match(&object, ["spec", "matchResources"]) }
        case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
            each(&object, ["webhooks"]) { webhook in
                fill(&webhook, ["failurePolicy"], "Fail")
                fill(&webhook, ["matchPolicy"], "Equivalent")
                fill(&webhook, ["timeoutSeconds"], 10)
                fill(&webhook, ["namespaceSelector"], [:])
                fill(&webhook, ["objectSelector"], [:])
                each(&webhook, ["rules"]) { fill(&$0, ["scope"], "*") }
                if webhook.at("clientConfig", "service") != nil { fill(&webhook, ["clientConfig", "service", "port"], 443) }
            }
        default: break
        }
        return object
    }

    private static func match(_ object: inout JSONValue, _ path: [String]) {
        fill(&object, path + ["matchPolicy"], "Equivalent")
        fill(&object, path + ["namespaceSelector"], [:])
        fill(&object, path + ["objectSelector"], [:])
        for rules in ["resourceRules", "excludeResourceRules"] { each(&object, path + [rules]) { fill(&$0, ["scope"], "*") } }
    }

    private static func service(_ object: inout JSONValue, _ old: JSONValue?) {
        fill(&object, ["spec", "type"], "ClusterIP")
        fill(&object, ["spec", "sessionAffinity"], "None")
        fill(&object, ["spec", "internalTrafficPolicy"], "Cluster")
        each(&object, ["spec", "ports"]) { port in
            fill(&port, ["protocol"], "TCP")
            if let number = port.at("port") { fill(&port, ["targetPort"], number) }
        }
        if object.at("spec", "type")?.text == "ExternalName" { return }
        if let address = old?.at("spec", "clusterIP") { fill(&object, ["spec", "clusterIP"], address) }
        if (object.at("spec", "clusterIP")?.text ?? "").isEmpty { object.set(.string(clusterAddress(object)), at: "spec", "clusterIP") }
        if let address = object.at("spec", "clusterIP") { object.set([address], at: "spec", "clusterIPs") }
        fill(&object, ["spec", "ipFamilies"], ["IPv4"])
        fill(&object, ["spec", "ipFamilyPolicy"], "SingleStack")
        fill(&object, ["status"], ["loadBalancer": [:]])
    }

    // Derived from the uid: 10.96.0.0/12 is wide enough that two Services of a lab do not meet, and no allocator needs to be stored.
    private static func clusterAddress(_ object: JSONValue) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in object.uid.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return "10.\(96 + hash >> 28).\(hash >> 20 & 255).\(1 + hash >> 8 & 253)"
    }

    private static func ports(_ object: inout JSONValue, _ containers: [String]) {
        each(&object, containers) { container in
            each(&container, ["ports"]) { fill(&$0, ["protocol"], "TCP") }
            fill(&container, ["terminationMessagePath"], "/dev/termination-log")
            fill(&container, ["terminationMessagePolicy"], "File")
        }
    }

    private static func fill(_ object: inout JSONValue, _ path: [String], _ value: JSONValue) {
        if object.at(path) == nil { object.set(value, at: path) }
    }

    private static func each(_ object: inout JSONValue, _ path: [String], _ change: (inout JSONValue) -> Void) {
        guard let list = object.at(path), list.isArray else { return }
        object.set(
            .array(
                list.elements.map { element in
                    var element = element
                    change(&element)
                    return element
                }), at: path)
    }
}
