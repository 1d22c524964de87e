/// Where a transport's TLS material comes from when it may change while the transport lives: files that are rotated, a credential plug-in.
///
/// The transport asks before each request, so the answer has to be at hand. Connections that are open go on with the material with which they
/// were made; new ones take the new.
public protocol TLSMaterialSource: Sendable {
    /// The material for connections that are made from now on.
    func currentMaterial() -> TLSMaterial
}

extension TLSMaterial: TLSMaterialSource {
    /// Itself: material that never changes.
    public func currentMaterial() -> TLSMaterial { self }
}
