/// The real kubectl: the machine's own when it is new enough, else the one that `lab/install.sh` put into the cache.
public enum KubectlProgram {
    /// The oldest minor version of 1.x that is accepted: `kubectl events`, `--subresource` and current table output need it.
    public static let oldestMinor = 27

    /// Finds kubectl.
    ///
    /// - Throws: ``LabError`` when there is none that is new enough.
    public static func find(cache: String) async throws -> String {
        for candidate in [cache + "/kubectl/usr/bin/kubectl", "/usr/local/bin/kubectl", "/usr/bin/kubectl"] where Files.exists(candidate) {
            let printed = try? await Command.check([candidate, "version", "--client"])
            if let printed, let minor = minor(of: printed), minor >= oldestMinor { return candidate }
        }
        throw LabError("there is no kubectl of version 1.\(oldestMinor) or newer", remedy: "lab/install.sh puts one into \(cache)/kubectl")
    }

    /// The minor version in what `kubectl version --client` prints: `Client Version: v1.32.4`.
    static func minor(of text: String) -> Int? {
        guard let start = text.firstRange(of: "v1.") else { return nil }
        return Int(text[start.upperBound...].prefix { $0.isNumber })
    }
}
