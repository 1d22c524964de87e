import JSON

/// Packs endpoints as they are read, straight from the bytes of the text, without values or strings between.
///
/// It knows only texts without escapes, which those of endpoints are but for one that somebody made by hand.
struct EndpointsBuilder: ~Copyable {
    private enum Member: String, CaseIterable { case addresses, conditions, targetRef, nodeName, zone }
    private enum TargetMember: String, CaseIterable { case kind, namespace, name }
    private static let names = JSONNames(Member.self)
    private static let targetNames = JSONNames(TargetMember.self)

    /// Where texts of one kind stand: that of this endpoint, if it has one, and the last one written.
    private struct Row {
        var current: JSONTextPlace?
        var previous = JSONTextPlace()
    }

    /// Whether a text had an escape: what is built is then worthless.
    private(set) var hasEscapes = false
    private var writer: PackedWriter
    private var addresses: [JSONTextPlace] = []
    private var previousAddress = JSONTextPlace()
    private var hasAddresses = false
    private var conditions: UInt8?
    private var hasTarget = false
    private var kind = Row()
    private var namespace = Row()
    private var name = Row()
    private var node = Row()
    private var zone = Row()

    init(capacity: Int) { writer = PackedWriter(capacity: capacity) }

    var packed: PackedEndpoints { PackedEndpoints(writer) }

    mutating func read(_ reader: inout JSONPullReader) throws(JSONError) {
        (hasAddresses, conditions) = (false, nil)
        forgetTarget()
        (node.current, zone.current) = (nil, nil)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .addresses: try readAddresses(&reader)
            case .conditions: conditions = try reader.readIfPresent(EndpointSlice.Conditions.self)?.packed
            case .targetRef: try readTarget(&reader)
            case .nodeName: node.current = try text(&reader)
            case .zone: zone.current = try text(&reader)
            }
        }
        guard hasAddresses else { throw reader.missing("addresses") }
        if !hasEscapes { write(reader) }
    }

    private mutating func text(_ reader: inout JSONPullReader) throws(JSONError) -> JSONTextPlace? {
        try reader.takeNull() ? nil : try presentText(&reader)
    }

    private mutating func presentText(_ reader: inout JSONPullReader) throws(JSONError) -> JSONTextPlace {
        let place = try reader.textPlace()
        if place.isEscaped { hasEscapes = true }
        return place
    }

    private mutating func readAddresses(_ reader: inout JSONPullReader) throws(JSONError) {
        addresses.removeAll(keepingCapacity: true)
        try reader.beginArray()
        while try reader.nextElement() { addresses.append(try presentText(&reader)) }
        hasAddresses = true
    }

    private mutating func forgetTarget() {
        hasTarget = false
        (kind.current, namespace.current, name.current) = (nil, nil, nil)
    }

    private mutating func readTarget(_ reader: inout JSONPullReader) throws(JSONError) {
        forgetTarget()
        if try reader.takeNull() { return }
        hasTarget = true
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.targetNames) {
            switch member {
            case .kind: kind.current = try text(&reader)
            case .namespace: namespace.current = try text(&reader)
            case .name: name.current = try text(&reader)
            }
        }
    }

    // The same bytes as ``PackedEndpoints/init(_:)`` makes of values.
    private mutating func write(_ reader: borrowing JSONPullReader) {
        let ipv4 = addresses.count == 1 ? addresses.first.flatMap { PackedIPv4.bytes(reader.bytes(at: $0)) } : nil
        var shape: PackedEndpoints.Shape = []
        if ipv4 != nil { shape.insert(.isOneIPv4) }
        if conditions != nil { shape.insert(.conditions) }
        if hasTarget { shape.insert(.target) }
        if kind.current != nil { shape.insert(.targetKind) }
        if namespace.current != nil { shape.insert(.targetNamespace) }
        if name.current != nil { shape.insert(.targetName) }
        if node.current != nil { shape.insert(.node) }
        if zone.current != nil { shape.insert(.zone) }
        writer.put(shape.rawValue)
        writer.put(conditions ?? 0)
        if let ipv4 {
            writer.put(ipv4: ipv4)
        } else {
            writer.put(number: UInt64(addresses.count))
            for place in addresses { Self.write(place, &previousAddress, reader, to: &writer) }
        }
        Self.write(&kind, reader, to: &writer)
        Self.write(&namespace, reader, to: &writer)
        Self.write(&name, reader, to: &writer)
        Self.write(&node, reader, to: &writer)
        Self.write(&zone, reader, to: &writer)
    }

    private static func write(_ row: inout Row, _ reader: borrowing JSONPullReader, to writer: inout PackedWriter) {
        if let place = row.current { write(place, &row.previous, reader, to: &writer) }
    }

    private static func write(
        _ place: JSONTextPlace, _ previous: inout JSONTextPlace, _ reader: borrowing JSONPullReader, to writer: inout PackedWriter
    ) {
        DeltaText.write(reader.bytes(at: place), after: reader.bytes(at: previous), to: &writer)
        previous = place
    }
}
