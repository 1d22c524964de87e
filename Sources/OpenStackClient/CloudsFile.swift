import JSON
import OpenStackAPI
import YAML

/// The contents of clouds.yaml, secure.yaml laid over it.
///
/// See [clouds.yaml](https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html).
public struct CloudsFile: Sendable {
    private let clouds: [String: JSONValue]
    private let origin: String

    /// Reads the texts of clouds.yaml and secure.yaml; `origin` names the file in errors.
    public init(_ text: String, secure: String? = nil, origin: String = "clouds.yaml") throws(CloudConfigurationError) {
        self.origin = origin
        var value = try Self.parse(text, origin)
        if let secure {
            JSONMergePatch.apply(try Self.parse(secure, "secure.yaml"), to: &value)
        }
        guard let clouds = value["clouds"]?.objectValue else {
            throw CloudConfigurationError("\(origin): has no object \"clouds\"")
        }
        self.clouds = clouds
    }

    /// The names of the entries, sorted.
    public var names: [String] { clouds.keys.sorted() }

    /// The entry called `name`; without a name the only one. Throws ``CloudConfigurationError`` naming the field at fault.
    public func cloud(_ name: String? = nil) throws(CloudConfigurationError) -> CloudConfiguration {
        guard let name = name ?? (clouds.count == 1 ? clouds.keys.first : nil) else {
            throw CloudConfigurationError(
                "\(origin): has several clouds (\(names.joined(separator: ", "))); name one with OS_CLOUD or --cloud")
        }
        guard let entry = clouds[name] else {
            throw CloudConfigurationError("\(origin): has no cloud \"\(name)\", only \(names.joined(separator: ", "))")
        }
        return try CloudsFileEntry(entry, place: "\(origin), clouds.\(name)").configuration(name: name)
    }

    private static func parse(_ text: String, _ origin: String) throws(CloudConfigurationError) -> JSONValue {
        do {
            return try YAMLReader.value(text)
        } catch {
            throw CloudConfigurationError("\(origin): \(error)")
        }
    }
}
