import OpenStackAPI

/// References to files, resolved as Python's `urllib.parse.urljoin` does, so that the keys of the files map are the ones that
/// `python-heatclient` makes ([RFC 3986, section 5](https://www.rfc-editor.org/rfc/rfc3986#section-5)).
enum URLReference {
    /// The URL that `reference` means in a file that lies in the folder `base` (a URL, with or without a slash at its end).
    static func resolve(_ reference: String, in base: String) -> String {
        if scheme(of: reference) != nil { return reference }
        let (prefix, path, _) = split(base)
        if reference.hasPrefix("//") { return (scheme(of: base).map { $0 + ":" } ?? "") + reference }
        let (target, suffix) = splitSuffix(reference)
        if target.hasPrefix("/") { return prefix + normalized(target) + suffix }
        let folder = path.hasSuffix("/") ? path : path + "/"
        return prefix + normalized(folder + target) + suffix
    }

    /// The folder in which the file of `url` lies, without a slash at its end.
    static func folder(of url: String) -> String {
        let (prefix, path, _) = split(url)
        guard let slash = path.lastIndex(of: "/") else { return prefix }
        let folder = path[..<slash]
        return prefix + (folder.isEmpty ? "/" : folder)
    }

    /// The `file:` URL of an absolute path.
    static func file(_ path: String) -> String {
        "file://" + PercentEncoding.encode(path, keeping: "/")
    }

    /// The path of a `file:` URL; nil if it is none, or names another host.
    static func path(ofFile url: String) -> String? {
        guard scheme(of: url) == "file" else { return nil }
        let (prefix, path, _) = split(url)
        guard ["file:", "file://", "file://localhost"].contains(prefix) else { return nil }
        return PercentEncoding.decode(path)
    }

    /// The URL in the form under which files refer to each other: `builtin://cls` and `builtin://cls.yaml` name the file `/cls.yaml`.
    static func canonical(_ url: String) -> String {
        let start = "builtin://"
        guard url.hasPrefix(start), !url.hasPrefix(start + "/") else { return url }
        let path = normalized("/" + url.dropFirst(start.count))
        return start + path + (path.contains(".") ? "" : ".yaml")
    }

    /// The path below the folder of the templates that are brought along; nil if the URL names none.
    static func path(ofBuiltin url: String) -> String? {
        let (prefix, path, suffix) = split(url)
        guard prefix == "builtin://", suffix.isEmpty, path.hasPrefix("/"), path.count > 1 else { return nil }
        return PercentEncoding.decode(path)
    }

    /// The ConfigMap and its key that a `configMap:` URL names.
    static func configMap(of url: String) -> (name: String, key: String)? {
        let (prefix, path, suffix) = split(url)
        let start = "configmap://"
        guard prefix.lowercased().hasPrefix(start), suffix.isEmpty else { return nil }
        let name = String(prefix.dropFirst(start.count))
        let key = PercentEncoding.decode(String(path.dropFirst()))
        return name.isEmpty || key.isEmpty || key.contains("/") ? nil : (name, key)
    }

    /// The scheme in lower case, if the text begins with one.
    static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic,
            scheme.utf8.allSatisfy({ isSchemeByte($0) })
        else { return nil }
        return scheme.lowercased()
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// A URL as scheme with authority, path, query with fragment.
    private static func split(_ url: String) -> (prefix: String, path: String, suffix: String) {
        var rest = Substring(url)
        var prefix = ""
        if scheme(of: url) != nil, let colon = rest.firstIndex(of: ":") {
            prefix = String(rest[...colon])
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            prefix += "//" + authority
            rest = rest.dropFirst(2 + authority.count)
        }
        let (path, suffix) = splitSuffix(String(rest))
        return (prefix, path, suffix)
    }

    private static func splitSuffix(_ text: String) -> (String, String) {
        guard let index = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return (text, "") }
        return (String(text[..<index]), String(text[index...]))
    }

    /// The path without `.` and `..`, which never lead above its root.
    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        var endsInFolder = false
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(path.hasPrefix("/") ? 1 : 0) {
            endsInFolder = part == "." || part == ".."
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/") + (endsInFolder && !parts.isEmpty ? "/" : "")
    }
}
