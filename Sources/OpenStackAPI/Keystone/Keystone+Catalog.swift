import JSON

extension Keystone {
    /// The [service catalog](https://docs.openstack.org/api-ref/identity/v3/#service-catalog-and-endpoints): where each service answers.
    public struct Catalog: Sendable, Hashable {
        /// One service of the catalog.
        public struct Service: Sendable, Hashable, Codable {
            /// Its type, e.g. `orchestration`.
            public var type: String
            /// Its name, e.g. `heat`.
            public var name: String?
            /// Where it answers.
            public var endpoints: [Endpoint]

            /// A service of parts already known.
            public init(type: String, name: String? = nil, endpoints: [Endpoint]) {
                self.type = type
                self.name = name
                self.endpoints = endpoints
            }
        }

        /// One address of a service.
        public struct Endpoint: Sendable, Hashable, Codable {
            /// Who may reach it.
            public var interface: String
            /// The region it serves.
            public var region: String?
            /// The address.
            public var url: String

            /// An endpoint of parts already known.
            public init(interface: String, region: String? = nil, url: String) {
                self.interface = interface
                self.region = region
                self.url = url
            }
        }

        /// Who an endpoint is meant for.
        public enum Interface: String, Sendable, Hashable {
            case `public`
            case `internal`
            case admin
        }

        /// Every service.
        public var services: [Service]

        /// A catalog of services already known.
        public init(services: [Service]) {
            self.services = services
        }

        /// The address of `type` for `interface` in `region` (nil: the first of any region); nil if the catalog has none.
        public func endpoint(_ type: ServiceType, interface: Interface, region: String?) -> String? {
            for service in services where type.matches(service.type) {
                for endpoint in service.endpoints where endpoint.interface == interface.rawValue {
                    if region == nil || endpoint.region == region { return endpoint.url }
                }
            }
            return nil
        }
    }
}
