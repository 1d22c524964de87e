import JSON
import KubernetesAPI

/// An Ingress as a controller of DNS names would keep it: who it is, its class and its hosts. Everything else is passed over.
struct LeanIngress: KubernetesObject, JSONProjectable {
    static let resource = Ingress.resource
    var metadata: ObjectMeta
    var className: String?
    var hosts: [String]

    private enum Member: String, CaseIterable { case metadata, spec }
    private enum SpecMember: String, CaseIterable { case ingressClassName, rules }
    private enum RuleMember: String, CaseIterable { case host }
    private static let names = JSONNames(Member.self)
    private static let specNames = JSONNames(SpecMember.self)
    private static let ruleNames = JSONNames(RuleMember.self)

    init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var spec: (className: String?, hosts: [String]) = (nil, [])
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata:
                metadata = try reader.read()
                metadata?.labels = [:]
                metadata?.annotations = [:]
            case .spec: spec = try Self.spec(&reader)
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        self.metadata = metadata
        (className, hosts) = spec
    }

    private static func spec(_ reader: inout JSONPullReader) throws(JSONError) -> (className: String?, hosts: [String]) {
        var className: String?
        var hosts: [String] = []
        try reader.beginObject()
        while let member = try reader.nextMember(in: specNames) {
            switch member {
            case .ingressClassName: className = try reader.sharedStringIfPresent()
            case .rules:
                hosts = []
                try reader.beginArray()
                while try reader.nextElement() {
                    try reader.beginObject()
                    while try reader.nextMember(in: ruleNames) != nil { hosts.append(try reader.string()) }
                }
            }
        }
        return (className, hosts)
    }
}
