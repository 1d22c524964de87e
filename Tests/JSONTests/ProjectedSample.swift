import JSON

/// A value of every kind of member, read in place.
struct ProjectedSample: Decodable, Hashable, JSONProjectable {
    /// A part that is read in place too.
    struct Part: Decodable, Hashable, JSONProjectable {
        var id: Int16
        var label: String?

        private enum Member: String, CaseIterable { case id, label }
        private static let names = JSONNames(Member.self)

        init(id: Int16, label: String? = nil) {
            self.id = id
            self.label = label
        }

        init(reading reader: inout JSONPullReader) throws(JSONError) {
            var id: Int16?
            try reader.beginObject()
            while let member = try reader.nextMember(in: Self.names) {
                switch member {
                case .id: id = try reader.integer()
                case .label: label = try reader.sharedStringIfPresent()
                }
            }
            guard let id else { throw reader.missing("id") }
            self.id = id
        }
    }

    /// A part that only `Decodable` can read, with one inside that can be read in place.
    struct Other: Decodable, Hashable {
        var parts: [Part]
        var ratio: Double?
    }

    var name: String
    var count: Int?
    var big: UInt64?
    var isOn: Bool?
    var part: Part?
    var parts: [Part]?
    var texts: [String]?
    var labels: [String: String]?
    var table: [String: Part]?
    var other: Other?
    var anything: JSONValue?
    var ratio: Double?

    private enum Member: String, CaseIterable {
        case name, count, big, isOn, part, parts, texts, labels, table, other, anything, ratio
    }

    private static let names = JSONNames(Member.self)

    init(name: String) { self.name = name }

    init(reading reader: inout JSONPullReader) throws(JSONError) {
        var name: String?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.string()
            case .count: count = try reader.integerIfPresent()
            case .big: big = try reader.integerIfPresent()
            case .isOn: isOn = try reader.boolIfPresent()
            case .part: part = try reader.readIfPresent()
            case .parts: parts = try reader.arrayIfPresent()
            case .texts: texts = try reader.stringsIfPresent()
            case .labels: labels = try reader.stringMapIfPresent()
            case .table: table = try reader.mapIfPresent()
            case .other: other = try reader.decodeIfPresent()
            case .anything: anything = try reader.decodeIfPresent()
            case .ratio: ratio = try reader.takeNull() ? nil : reader.double()
            }
        }
        guard let name else { throw reader.missing("name") }
        self.name = name
    }

    /// A text with everything in it, and much that is passed over.
    static let text = #"""
        {"kind":"Sample","ignored":{"deep":[[{"a":{"b":[1,2.5,-3e2,true,null,"\ud83d\ude00"]}}],"x"]},"name":"café \"quoted\"","count":-42,
        "big":18446744073709551615,"isOn":false,"part":{"id":7,"label":"a label of more than fifteen bytes"},
        "parts":[{"id":1},{"label":"a label of more than fifteen bytes","id":2,"managedFields":[{"f:a":{"f:b":{}}}]},{"id":3.0}],
        "texts":["","a","\u00e9\n"],"labels":{"app.kubernetes.io/name":"x","é":"","b":"2"},"table":{"first":{"id":1},"second":{"id":-2}},
        "other":{"parts":[{"id":9}],"ratio":0.25},"anything":{"k":[1,"2",null,{"z":false}]},"ratio":1.5e-3,"last":[]}
        """#
}
