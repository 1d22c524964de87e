import OpenStackClient

/// The Heat that a HeatStack's stack is in.
public struct HeatConnection: Sendable {
    /// Which cloud.
    public var id: CloudID
    /// Its Heat.
    public var heat: HeatClient
}
