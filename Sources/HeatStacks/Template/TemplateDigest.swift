import Crypto

/// The digest by which a template and its files are pinned.
enum TemplateDigest {
    /// The SHA-256 of some bytes in hexadecimal.
    static func text(_ bytes: [UInt8]) -> String {
        Hexadecimal.text(SHA256.hash(data: bytes))
    }

    /// The digest of a root template and the digests of its files by URL (see ``ResolvedTemplate/digest``).
    static func text(root: [UInt8], url: String, files: [String: String]) -> String {
        guard !files.isEmpty else { return text(root) }
        let folder = URLReference.folder(of: url) + (URLReference.folder(of: url).hasSuffix("/") ? "" : "/")
        func name(_ url: String) -> String { url.hasPrefix(folder) ? String(url.dropFirst(folder.count)) : url }
        var lines = files.map { (name($0.key), $0.value) }
        lines.append((name(url), text(root)))
        let list = lines.sorted { $0.0 < $1.0 }.map { "\($0.1)  \($0.0)\n" }.joined()
        return text(Array(list.utf8))
    }
}
