import JSON

/// What stands in the cells of the built-in tables.
extension BuiltInColumns {
    static func nodeStatus(_ node: JSONValue) -> String? {
        let ready = node.at("status", "conditions")?.elements.first { $0.at("type")?.text == "Ready" }?.at("status")?.text
        let status = ready == "True" ? "Ready" : ready == nil ? "Unknown" : "NotReady"
        return node.at("spec", "unschedulable")?.flag == true ? status + ",SchedulingDisabled" : status
    }

    static func nodeRoles(_ node: JSONValue) -> String? {
        let prefix = "node-role.kubernetes.io/"
        return node.labels.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted().joined(separator: ",")
    }

    static func nodeAddress(_ node: JSONValue, _ type: String) -> String? {
        node.at("status", "addresses")?.elements.first { $0.at("type")?.text == type }?.at("address")?.text
    }

    static func podReady(_ pod: JSONValue) -> String? {
        let statuses = pod.at("status", "containerStatuses")?.elements ?? []
        return "\(statuses.count { $0.at("ready")?.flag == true })/\(pod.at("spec", "containers")?.elements.count ?? 0)"
    }

    static func podStatus(_ pod: JSONValue) -> String? {
        if pod.isTerminating { return "Terminating" }
        for status in pod.at("status", "containerStatuses")?.elements ?? [] {
            if let reason = (status.at("state", "waiting", "reason") ?? status.at("state", "terminated", "reason"))?.text { return reason }
        }
        return (pod.at("status", "reason") ?? pod.at("status", "phase"))?.text
    }

    static func podRestarts(_ pod: JSONValue) -> String? {
        String((pod.at("status", "containerStatuses")?.elements ?? []).reduce(0) { $0 + ($1.at("restartCount")?.whole ?? 0) })
    }

    static func serviceExternal(_ service: JSONValue) -> String? {
        let ingress = balancerAddresses(service)
        let external = service.at("spec", "externalIPs")?.textElements ?? []
        switch service.at("spec", "type")?.text {
        case "LoadBalancer": return ingress.isEmpty && external.isEmpty ? "<pending>" : (ingress + external).joined(separator: ",")
        case "ExternalName": return service.at("spec", "externalName")?.text
        default: return external.joined(separator: ",")
        }
    }

    static func servicePorts(_ service: JSONValue) -> String? {
        (service.at("spec", "ports")?.elements ?? []).map { port in
            let node = port.at("nodePort")?.whole.map { ":\($0)" } ?? ""
            return "\(port.at("port")?.plainText ?? "")\(node)/\(port.at("protocol")?.text ?? "TCP")"
        }.joined(separator: ",")
    }

    static func selector(_ value: JSONValue?) -> String? {
        value?.textMembers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    static func endpoints(_ object: JSONValue) -> String? {
        var all: [String] = []
        for subset in object.at("subsets")?.elements ?? [] {
            for port in subset.at("ports")?.elements ?? [.null] {
                for address in subset.at("addresses")?.elements ?? [] {
                    let ip = address.at("ip")?.text ?? ""
                    all.append(port.at("port").map { "\(ip):\($0.plainText)" } ?? ip)
                }
            }
        }
        return shortened(all)
    }

    static func containers(_ object: JSONValue, _ member: String) -> String? {
        object.at("spec", "template", "spec", "containers")?.elements.compactMap { $0.at(member)?.text }.joined(separator: ",")
    }

    static func ingressClass(_ ingress: JSONValue) -> String? {
        ingress.at("spec", "ingressClassName")?.text ?? ingress.annotations["kubernetes.io/ingress.class"]
    }

    static func ingressHosts(_ ingress: JSONValue) -> String? {
        let hosts = ingress.at("spec", "rules")?.elements.compactMap { $0.at("host")?.text } ?? []
        if hosts.isEmpty { return "*" }
        return hosts.count > 3 ? "\(hosts.prefix(3).joined(separator: ",")) + \(hosts.count - 3) more..." : hosts.joined(separator: ",")
    }

    static func ingressAddress(_ ingress: JSONValue) -> String? { balancerAddresses(ingress).joined(separator: ",") }

    static func classParameters(_ object: JSONValue) -> String? {
        guard let parameters = object.at("spec", "parameters"), let kind = parameters.at("kind")?.text else { return nil }
        let group = parameters.at("apiGroup")?.text.map { ".\($0)" } ?? ""
        return "\(kind)\(group)/\(parameters.at("name")?.text ?? "")"
    }

    static func slicePorts(_ slice: JSONValue) -> String? {
        shortened((slice.at("ports")?.elements ?? []).compactMap { $0.at("port")?.plainText })
    }

    static func sliceAddresses(_ slice: JSONValue) -> String? {
        shortened((slice.at("endpoints")?.elements ?? []).flatMap { $0.at("addresses")?.textElements ?? [] })
    }

    static func subjects(_ binding: JSONValue, _ kind: String) -> String? {
        (binding.at("subjects")?.elements ?? []).filter { $0.at("kind")?.text == kind }.map { subject in
            let name = subject.at("name")?.text ?? ""
            return subject.at("namespace")?.text.map { "\($0)/\(name)" } ?? name
        }.joined(separator: ", ")
    }

    private static func balancerAddresses(_ object: JSONValue) -> [String] {
        (object.at("status", "loadBalancer", "ingress")?.elements ?? []).compactMap { ($0.at("ip") ?? $0.at("hostname"))?.text }
    }

    private static func shortened(_ list: [String]) -> String {
        list.count > 3 ? "\(list.prefix(3).joined(separator: ",")) + \(list.count - 3) more..." : list.joined(separator: ",")
    }
}
