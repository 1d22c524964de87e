import HTTPTransport
import OpenStackClient

/// What it takes to reach a cloud; equal if nothing has changed.
public struct CloudAccess: Sendable, Hashable {
    /// The cloud.
    public var cloud: CloudConfiguration
    /// What to trust and how to prove oneself.
    public var tls: TLSMaterial

    /// Makes access of its parts.
    public init(cloud: CloudConfiguration, tls: TLSMaterial) {
        self.cloud = cloud
        self.tls = tls
    }
}
