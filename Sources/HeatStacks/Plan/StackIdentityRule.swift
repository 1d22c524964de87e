import Crypto
import JSON
import KubernetesAPI
import OpenStackAPI

/// How a HeatStack's stack is named and marked in Heat. The name is unique in time by the object's UID, the tags prove ownership, and one tag
/// tells which spec the stack was last sent, so that Heat itself remembers what a crashed controller did.
public struct StackIdentityRule: Sendable, Hashable {
    /// The tag of every stack that this controller keeps.
    public static let commonTag = "ake"
    /// The longest name that Heat takes.
    static let longestName = 255

    /// What the tag of the owner begins with.
    static let ownerPrefix = "ake-uid-"

    /// The stack's name.
    public let name: String
    /// The tag that names the owner.
    public let ownerTag: String
    /// The tag that names the spec.
    public let specTag: String

    /// The rule for an object; nil while it has no UID.
    public init?(_ object: HeatStack) {
        guard let uid = object.metadata.uid, !uid.isEmpty else { return nil }
        self.init(name: object.metadata.name, uid: uid, spec: object.spec)
    }

    /// The rule for an object of that name, UID and spec.
    public init(name: String, uid: String, spec: HeatStackSpec) {
        let suffix = "-" + uid
        self.name = Self.heatName(name, limit: max(Self.longestName - suffix.utf8.count, 1)) + suffix
        ownerTag = Self.ownerPrefix + uid
        let canonical = (try? JSONValue(encoding: Self.sent(spec)).serialized()) ?? []
        specTag = "ake-spec-" + Hexadecimal.text(SHA256.hash(data: canonical).prefix(16))
    }

    /// What of a spec Heat is sent: anything else may change without an update.
    private static func sent(_ spec: HeatStackSpec) -> HeatStackSpec {
        HeatStackSpec(
            templateURL: spec.templateURL, timeout: spec.timeout, params: spec.effectiveParams, paramsFrom: spec.paramsFrom,
            environment: spec.environment, tags: spec.tags, templateSHA256: spec.templateSHA256, files: spec.files)
    }

    /// Every tag of the stack, with the user's own.
    public func tags(adding own: [String]) -> [String] {
        let fixed = [Self.commonTag, ownerTag, specTag]
        return fixed + own.filter { !fixed.contains($0) && !$0.hasPrefix(Self.ownerPrefix) && !$0.hasPrefix("ake-spec-") }
    }

    /// Heat's names begin with a letter and hold letters, digits, `_`, `-` and `.`; those of Kubernetes may begin with a digit.
    private static func heatName(_ name: String, limit: Int) -> String {
        let begins = name.unicodeScalars.first.map { $0.properties.isAlphabetic && $0.isASCII } ?? false
        return String((begins ? name : "s-" + name).prefix(limit))
    }
}
