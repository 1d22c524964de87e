import JSON

extension Ingress: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, spec, status }
    private static let names = JSONNames(Member.self)

    /// Reads an Ingress.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var (spec, status) = (Spec?.none, Status?.none)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .spec: spec = try reader.readIfPresent()
            case .status: status = try reader.readIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        self.init(metadata: metadata, spec: spec, status: status)
    }
}

extension Ingress.Spec: JSONProjectable {
    private enum Member: String, CaseIterable { case ingressClassName, defaultBackend, tls, rules }
    private static let names = JSONNames(Member.self)

    /// Reads a spec.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .ingressClassName: ingressClassName = try reader.sharedStringIfPresent()
            case .defaultBackend: defaultBackend = try reader.readIfPresent()
            case .rules: rules = try reader.arrayIfPresent()
            case .tls: tls = try reader.arrayIfPresent()
            }
        }
    }
}

extension Ingress.Rule: JSONProjectable {
    private enum Member: String, CaseIterable { case host, http }
    private static let names = JSONNames(Member.self)

    /// Reads a rule.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .host: host = try reader.sharedStringIfPresent()
            case .http: http = try reader.readIfPresent()
            }
        }
    }
}

extension Ingress.HTTPRule: JSONProjectable {
    private enum Member: String, CaseIterable { case paths }
    private static let names = JSONNames(Member.self)

    /// Reads the paths of a rule.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init(paths: nil)
        try reader.beginObject()
        while try reader.nextMember(in: Self.names) != nil { paths = try reader.arrayIfPresent() }
    }
}

extension Ingress.Path: JSONProjectable {
    private enum Member: String, CaseIterable { case path, pathType, backend }
    private static let names = JSONNames(Member.self)

    /// Reads a path.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var (path, pathType) = (String?.none, String?.none)
        var backend: Ingress.Backend?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .path: path = try reader.sharedStringIfPresent()
            case .pathType: pathType = try reader.sharedStringIfPresent()
            case .backend: backend = try reader.read()
            }
        }
        guard let backend else { throw reader.missing("backend") }
        self.init(path: path, pathType: pathType, backend: backend)
    }
}

extension Ingress.Backend: JSONProjectable {
    private enum Member: String, CaseIterable { case service, resource }
    private static let names = JSONNames(Member.self)

    /// Reads a backend.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .service: service = try reader.readIfPresent()
            case .resource: resource = try reader.readIfPresent()
            }
        }
    }
}

extension Ingress.ServiceBackend: JSONProjectable {
    private enum Member: String, CaseIterable { case name, port }
    private static let names = JSONNames(Member.self)

    /// Reads a Service backend.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var name: String?
        var port: Port?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.sharedString()
            case .port: port = try reader.readIfPresent()
            }
        }
        guard let name else { throw reader.missing("name") }
        self.init(name: name, port: port)
    }
}

extension Ingress.ServiceBackend.Port: JSONProjectable {
    private enum Member: String, CaseIterable { case name, number }
    private static let names = JSONNames(Member.self)

    /// Reads a port.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.sharedStringIfPresent()
            case .number: number = try reader.integerIfPresent()
            }
        }
    }
}

extension Ingress.TLS: JSONProjectable {
    private enum Member: String, CaseIterable { case hosts, secretName }
    private static let names = JSONNames(Member.self)

    /// Reads a certificate entry.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .hosts: hosts = try reader.sharedStringsIfPresent()
            case .secretName: secretName = try reader.sharedStringIfPresent()
            }
        }
    }
}
