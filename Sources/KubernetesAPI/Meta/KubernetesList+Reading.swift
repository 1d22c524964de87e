import JSON

private enum ListMember: String, CaseIterable { case metadata, items }
private enum ListMetadataMember: String, CaseIterable { case resourceVersion, `continue`, remainingItemCount }
// A generic type has no stored static properties.
private let listNames = JSONNames(ListMember.self)
private let listMetadataNames = JSONNames(ListMetadataMember.self)

extension KubernetesList: JSONProjectable {
    /// Reads a page; objects that are no `Item` are told of apart.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: Metadata?
        var items: [Item] = []
        var undecodable: [UndecodableObject] = []
        try reader.beginObject()
        while let member = try reader.nextMember(in: listNames) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .items:
                items = []
                undecodable = []
                if try reader.takeNull() { break }
                try reader.beginArray()
                while try reader.nextElement() {
                    switch try reader.read(LenientlyDecoded<Item>.self) {
                    case .object(let object): items.append(object)
                    case .undecodable(let object): undecodable.append(object)
                    }
                }
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        self.init(metadata: metadata, items: items, undecodable: undecodable)
    }
}

extension KubernetesList.Metadata: JSONProjectable {
    /// Reads the list's own metadata.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var (resourceVersion, next) = (String?.none, String?.none)
        var remainingItemCount: Int64?
        try reader.beginObject()
        while let member = try reader.nextMember(in: listMetadataNames) {
            switch member {
            case .resourceVersion: resourceVersion = try reader.stringIfPresent()
            case .continue: next = try reader.stringIfPresent()
            case .remainingItemCount: remainingItemCount = try reader.integerIfPresent()
            }
        }
        self.init(resourceVersion: resourceVersion, continue: next, remainingItemCount: remainingItemCount)
    }
}

extension LenientlyDecoded: JSONProjectable {
    /// Reads an object, or why it is none.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        let start = reader.mark()
        do throws(JSONError) {
            if let object = try reader.readInPlace(Object.self) {
                self = .object(object)
                return
            }
        } catch  where error.code == .malformed {
            throw error
        } catch {}
        reader.go(to: start)
        self = try reader.decodeByTape(Self.self)
    }
}
