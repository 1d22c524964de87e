import JSON

@testable import LabBIGIP

/// Configurations that tests start from.
enum Samples {
    static let pool = CollectionKey(.pool)
    static let virtual = CollectionKey(.virtual)
    static let node = CollectionKey(.node)
    static let web = ObjectPath("/Common/web")
    static let members = CollectionKey(.member, of: web)

    /// A monitor, a pool of `count` members on port 80 from 10.10.0.11 on, and a virtual server on 198.51.100.10:80.
    static func web(members count: Int = 2, pool properties: JSONValue = [:], virtual other: JSONValue = [:]) throws -> Configuration {
        var configuration = Configuration()
        _ = try configuration.create(
            CollectionKey(.monitorHTTP),
            ["name": "web-http", "send": "GET /healthz\\r\\n", "recv": "200", "destination": "*:8080", "interval": 5, "timeout": 16])
        _ = try configuration.create(
            pool, JSONMergePatch.apply(properties, to: ["name": "web", "partition": "Common", "monitor": "/Common/web-http"]))
        for index in 0..<count {
            _ = try configuration.create(members, ["name": .string("10.10.0.\(11 + index):80"), "partition": "Common"])
        }
        _ = try configuration.create(
            virtual,
            JSONMergePatch.apply(
                other,
                to: ["name": "web-80", "destination": "/Common/198.51.100.10:80", "pool": "/Common/web", "profiles": ["/Common/fastL4"]]))
        return configuration
    }

    static func member(_ index: Int) -> ObjectPath { ObjectPath("/Common/10.10.0.\(10 + index):80") }
}
