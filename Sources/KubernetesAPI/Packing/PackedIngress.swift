/// What is wanted of an Ingress and what it has, in one block of bytes: as Swift values it takes ten times that, most of it for texts that
/// stand in it several times.
///
/// Layout: the spec as a section (empty where there is none), then the status. Texts are a ``TextRow``, one for each of the two. Of a list, 0 says
/// that there is none, else its count and 1. Equal values have equal bytes.
struct PackedIngress: Sendable, Hashable {
    /// What a backend has.
    private struct Shape: OptionSet {
        var rawValue: UInt8
        static let service = Shape(rawValue: 1)
        static let port = Shape(rawValue: 2)
        static let portNumber = Shape(rawValue: 4)
        static let resource = Shape(rawValue: 8)
    }

    private let bytes: [UInt8]

    init(spec: Ingress.Spec?, status: Ingress.Status?) {
        var writer = PackedWriter(capacity: 256)
        var section = PackedWriter(capacity: 256)
        if let spec { Self.write(spec, to: &section) }
        writer.put(section: section)
        if let status { Self.write(status, to: &writer) }
        bytes = writer.exact
    }

    /// For tests: any bytes.
    init(_ writer: borrowing PackedWriter) { bytes = writer.exact }

    var spec: Ingress.Spec? {
        var reader = PackedReader(bytes)
        var section = reader.section()
        return section.isAtEnd ? nil : Self.readSpec(&section)
    }

    /// The class alone; nothing else is unpacked.
    var className: String? {
        var reader = PackedReader(bytes)
        var section = reader.section()
        var row = TextRow()
        return row.read(&section)
    }

    var status: Ingress.Status? {
        var reader = PackedReader(bytes)
        _ = reader.section()
        return reader.isAtEnd ? nil : Self.readStatus(&reader)
    }

    // MARK: Spec

    private static func write(_ spec: Ingress.Spec, to writer: inout PackedWriter) {
        var row = TextRow()
        row.write(spec.ingressClassName, to: &writer)
        write(spec.defaultBackend ?? Ingress.Backend(), isPresent: spec.defaultBackend != nil, &row, to: &writer)
        write(spec.rules, to: &writer) { rule, writer in
            row.write(rule.host, to: &writer)
            guard let http = rule.http else { return writer.put(0) }
            writer.put(1)
            write(http.paths, to: &writer) { path, writer in
                row.write(path.path, to: &writer)
                row.write(path.pathType, to: &writer)
                write(path.backend, isPresent: true, &row, to: &writer)
            }
        }
        write(spec.tls, to: &writer) { tls, writer in
            write(tls.hosts, to: &writer) { row.write($0, to: &$1) }
            row.write(tls.secretName, to: &writer)
        }
    }

    private static func readSpec(_ reader: inout PackedReader) -> Ingress.Spec {
        var row = TextRow()
        let className = row.read(&reader)
        let defaultBackend = readBackend(&reader, &row)
        let rules = readList(&reader) { reader in
            let host = row.read(&reader)
            guard reader.byte() != 0 else { return Ingress.Rule(host: host) }
            let paths = readList(&reader) { reader in
                let (path, type) = (row.read(&reader), row.read(&reader))
                return Ingress.Path(path: path, pathType: type, backend: readBackend(&reader, &row) ?? Ingress.Backend())
            }
            return Ingress.Rule(host: host, http: Ingress.HTTPRule(paths: paths))
        }
        let tls = readList(&reader) { reader in
            Ingress.TLS(hosts: readList(&reader) { row.read(&$0) ?? "" }, secretName: row.read(&reader))
        }
        return Ingress.Spec(ingressClassName: className, defaultBackend: defaultBackend, rules: rules, tls: tls)
    }

    // A byte of 0 says that there is none, else it is the shape and 1.
    private static func write(_ backend: Ingress.Backend, isPresent: Bool, _ row: inout TextRow, to writer: inout PackedWriter) {
        guard isPresent else { return writer.put(0) }
        let port = backend.service?.port
        var shape: Shape = []
        if backend.service != nil { shape.insert(.service) }
        if port != nil { shape.insert(.port) }
        if port?.number != nil { shape.insert(.portNumber) }
        if backend.resource != nil { shape.insert(.resource) }
        writer.put(shape.rawValue + 1)
        if let service = backend.service { row.write(service.name, to: &writer) }
        if let port { row.write(port.name, to: &writer) }
        if let number = port?.number { writer.put(signed: Int64(number)) }
        if let resource = backend.resource { for text in texts(of: resource) { row.write(text, to: &writer) } }
    }

    private static func readBackend(_ reader: inout PackedReader, _ row: inout TextRow) -> Ingress.Backend? {
        let first = reader.byte()
        guard first != 0 else { return nil }
        let shape = Shape(rawValue: first - 1)
        var backend = Ingress.Backend()
        if shape.contains(.service) { backend.service = Ingress.ServiceBackend(name: row.read(&reader) ?? "", port: nil) }
        if shape.contains(.port) {
            backend.service?.port = Ingress.ServiceBackend.Port(name: row.read(&reader))
            if shape.contains(.portNumber) { backend.service?.port?.number = Int(truncatingIfNeeded: reader.signed()) }
        }
        if shape.contains(.resource) {
            backend.resource = ObjectReference(
                apiVersion: row.read(&reader), kind: row.read(&reader), name: row.read(&reader), namespace: row.read(&reader),
                uid: row.read(&reader), resourceVersion: row.read(&reader))
        }
        return backend
    }

    private static func texts(of reference: ObjectReference) -> [String?] {
        [reference.apiVersion, reference.kind, reference.name, reference.namespace, reference.uid, reference.resourceVersion]
    }

    // MARK: Status

    // The first byte says whether there is a load balancer.
    private static func write(_ status: Ingress.Status, to writer: inout PackedWriter) {
        guard let loadBalancer = status.loadBalancer else { return writer.put(0) }
        writer.put(1)
        var row = TextRow()
        write(loadBalancer.ingress, to: &writer) { point, writer in
            row.write(point.ip, to: &writer)
            row.write(point.hostname, to: &writer)
            write(point.ports, to: &writer) { port, writer in
                writer.put(signed: Int64(port.port))
                row.write(port.protocol, to: &writer)
            }
        }
    }

    private static func readStatus(_ reader: inout PackedReader) -> Ingress.Status {
        guard reader.byte() != 0 else { return Ingress.Status() }
        var row = TextRow()
        let points = readList(&reader) { reader in
            let (ip, hostname) = (row.read(&reader), row.read(&reader))
            let ports = readList(&reader) { reader in
                let port = Int(truncatingIfNeeded: reader.signed())
                return Ingress.LoadBalancer.Point.PortStatus(port: port, protocol: row.read(&reader) ?? "")
            }
            return Ingress.LoadBalancer.Point(ip: ip, hostname: hostname, ports: ports)
        }
        return Ingress.Status(loadBalancer: Ingress.LoadBalancer(ingress: points))
    }

    // MARK: Lists

    private static func write<Element>(
        _ list: [Element]?, to writer: inout PackedWriter, _ body: (Element, inout PackedWriter) -> Void
    ) {
        guard let list else { return writer.put(0) }
        writer.put(number: UInt64(list.count) + 1)
        for element in list { body(element, &writer) }
    }

    private static func readList<Element>(_ reader: inout PackedReader, _ body: (inout PackedReader) -> Element) -> [Element]? {
        var left = reader.number()
        guard left > 0 else { return nil }
        var list: [Element] = []
        while left > 1, !reader.isAtEnd {
            list.append(body(&reader))
            left -= 1
        }
        return list
    }
}
