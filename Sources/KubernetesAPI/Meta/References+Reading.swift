import JSON

extension ObjectReference: JSONProjectable {
    private enum Member: String, CaseIterable { case apiVersion, kind, name, namespace, uid, resourceVersion }
    private static let names = JSONNames(Member.self)

    /// Reads a reference.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .apiVersion: apiVersion = try reader.sharedStringIfPresent()
            case .kind: kind = try reader.sharedStringIfPresent()
            case .name: name = try reader.stringIfPresent()
            case .namespace: namespace = try reader.sharedStringIfPresent()
            case .uid: uid = try reader.stringIfPresent()
            case .resourceVersion: resourceVersion = try reader.stringIfPresent()
            }
        }
    }
}

extension OwnerReference: JSONProjectable {
    private enum Member: String, CaseIterable { case apiVersion, kind, name, uid, controller, blockOwnerDeletion }
    private static let names = JSONNames(Member.self)

    /// Reads a reference.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var reference: (apiVersion: String?, kind: String?, name: String?, uid: String?)
        var (controller, blockOwnerDeletion) = (Bool?.none, Bool?.none)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .apiVersion: reference.apiVersion = try reader.sharedString()
            case .kind: reference.kind = try reader.sharedString()
            case .name: reference.name = try reader.sharedString()
            case .uid: reference.uid = try reader.sharedString()
            case .controller: controller = try reader.boolIfPresent()
            case .blockOwnerDeletion: blockOwnerDeletion = try reader.boolIfPresent()
            }
        }
        guard let apiVersion = reference.apiVersion else { throw reader.missing("apiVersion") }
        guard let kind = reference.kind else { throw reader.missing("kind") }
        guard let name = reference.name else { throw reader.missing("name") }
        guard let uid = reference.uid else { throw reader.missing("uid") }
        self.init(
            apiVersion: apiVersion, kind: kind, name: name, uid: uid, controller: controller, blockOwnerDeletion: blockOwnerDeletion)
    }
}
