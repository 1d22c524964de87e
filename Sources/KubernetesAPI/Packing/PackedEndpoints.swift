/// The endpoints of a slice in one block of bytes, about 25 each: as Swift values, each took ten times that.
///
/// Layout: of each endpoint a byte that says what is there (``Shape``), a byte of conditions (two bits each, ``PackedFlag``),
/// and what the first byte announces, in this order: addresses (one IPv4 address in four bytes, or their number and texts), kind, namespace
/// and name of the target, node, zone. Texts are ``DeltaText``s, each kind of them in a row of its own. Equal endpoints have equal bytes.
struct PackedEndpoints: Sendable, Hashable {
    /// What an endpoint has.
    struct Shape: OptionSet {
        var rawValue: UInt8
        static let isOneIPv4 = Shape(rawValue: 1)
        static let conditions = Shape(rawValue: 2)
        static let targetKind = Shape(rawValue: 4)
        static let targetNamespace = Shape(rawValue: 8)
        static let targetName = Shape(rawValue: 16)
        /// There is a target, even if nothing of it is kept.
        static let target = Shape(rawValue: 32)
        static let node = Shape(rawValue: 64)
        static let zone = Shape(rawValue: 128)
    }

    /// The texts last written or read, each kind in its own row.
    struct Rows {
        var address = DeltaText()
        var targetKind = DeltaText()
        var targetNamespace = DeltaText()
        var targetName = DeltaText()
        var node = DeltaText()
        var zone = DeltaText()
    }

    private let bytes: [UInt8]

    init(_ writer: borrowing PackedWriter) { bytes = writer.exact }

    init(_ endpoints: [EndpointSlice.Endpoint]) {
        var writer = PackedWriter(capacity: endpoints.count * 32)
        var rows = Rows()
        for endpoint in endpoints { Self.write(endpoint, &rows, to: &writer) }
        self.init(writer)
    }

    /// The endpoints as values.
    var all: [EndpointSlice.Endpoint] {
        var reader = PackedReader(bytes)
        var rows = Rows()
        var endpoints: [EndpointSlice.Endpoint] = []
        while !reader.isAtEnd { endpoints.append(Self.read(&reader, &rows)) }
        return endpoints
    }

    /// The addresses of the endpoints whose conditions please; nothing else is unpacked.
    func addresses(where isWanted: (EndpointSlice.Conditions) -> Bool) -> [String] {
        var reader = PackedReader(bytes)
        var address = DeltaText()
        var found: [String] = []
        while !reader.isAtEnd {
            let shape = Shape(rawValue: reader.byte())
            let pleases = isWanted(EndpointSlice.Conditions(unpacking: reader.byte()))
            let addresses = Self.addresses(shape, &reader, &address)
            if pleases { found += addresses }
            for text in [Shape.targetKind, .targetNamespace, .targetName, .node, .zone] where shape.contains(text) {
                DeltaText.skip(&reader)
            }
        }
        return found
    }

    private static func write(_ endpoint: EndpointSlice.Endpoint, _ rows: inout Rows, to writer: inout PackedWriter) {
        var shape: Shape = []
        let address = endpoint.addresses.count == 1 ? endpoint.addresses.first.flatMap { PackedIPv4.bytes($0.utf8) } : nil
        if address != nil { shape.insert(.isOneIPv4) }
        if endpoint.conditions != nil { shape.insert(.conditions) }
        if let target = endpoint.targetRef {
            shape.insert(.target)
            if target.kind != nil { shape.insert(.targetKind) }
            if target.namespace != nil { shape.insert(.targetNamespace) }
            if target.name != nil { shape.insert(.targetName) }
        }
        if endpoint.nodeName != nil { shape.insert(.node) }
        if endpoint.zone != nil { shape.insert(.zone) }
        writer.put(shape.rawValue)
        writer.put(endpoint.conditions?.packed ?? 0)
        if let address {
            writer.put(ipv4: address)
        } else {
            writer.put(number: UInt64(endpoint.addresses.count))
            for text in endpoint.addresses { rows.address.write(text, to: &writer) }
        }
        if let kind = endpoint.targetRef?.kind { rows.targetKind.write(kind, to: &writer) }
        if let namespace = endpoint.targetRef?.namespace { rows.targetNamespace.write(namespace, to: &writer) }
        if let name = endpoint.targetRef?.name { rows.targetName.write(name, to: &writer) }
        if let node = endpoint.nodeName { rows.node.write(node, to: &writer) }
        if let zone = endpoint.zone { rows.zone.write(zone, to: &writer) }
    }

    private static func read(_ reader: inout PackedReader, _ rows: inout Rows) -> EndpointSlice.Endpoint {
        let shape = Shape(rawValue: reader.byte())
        let conditions = reader.byte()
        func text(_ part: Shape, _ row: inout DeltaText) -> String? {
            guard shape.contains(part) else { return nil }
            row.read(&reader)
            return row.string
        }
        let addresses = addresses(shape, &reader, &rows.address)
        let (kind, namespace) = (text(.targetKind, &rows.targetKind), text(.targetNamespace, &rows.targetNamespace))
        let name = text(.targetName, &rows.targetName)
        return EndpointSlice.Endpoint(
            addresses: addresses,
            conditions: shape.contains(.conditions) ? EndpointSlice.Conditions(unpacking: conditions) : nil,
            targetRef: shape.contains(.target) ? ObjectReference(kind: kind, name: name, namespace: namespace) : nil,
            nodeName: text(.node, &rows.node), zone: text(.zone, &rows.zone))
    }

    private static func addresses(_ shape: Shape, _ reader: inout PackedReader, _ row: inout DeltaText) -> [String] {
        if shape.contains(.isOneIPv4) { return [PackedIPv4.text(reader.raw(4).reduce(0) { $0 << 8 | UInt32($1) })] }
        var addresses: [String] = []
        var left = reader.number()
        while left > 0, !reader.isAtEnd {
            row.read(&reader)
            addresses.append(row.string)
            left -= 1
        }
        return addresses
    }
}

extension EndpointSlice.Conditions {
    init(unpacking bits: UInt8) {
        self.init(ready: PackedFlag.value(bits), serving: PackedFlag.value(bits >> 2), terminating: PackedFlag.value(bits >> 4))
    }

    var packed: UInt8 { PackedFlag.byte(ready) | PackedFlag.byte(serving) << 2 | PackedFlag.byte(terminating) << 4 }
}

extension PackedWriter {
    mutating func put(ipv4 address: UInt32) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) { put(UInt8(truncatingIfNeeded: address >> shift)) }
    }
}
