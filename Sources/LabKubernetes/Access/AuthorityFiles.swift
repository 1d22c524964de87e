import SystemPackage

/// Keeps an authority in a directory, so that a server that starts again is the same to its clients.
enum AuthorityFiles {
    /// The authority of a directory, made when there is none; the server's certificate is made anew for the hosts of today.
    static func open(_ directory: FilePath, hosts: [String]) throws -> Authority {
        let names = ["ca.crt", "ca.key", "admin.crt", "admin.key", "token.key", "admin.token"]
        let texts = try names.map { try FileBytes.read(directory.appending($0)).map { String(decoding: $0, as: UTF8.self) } }
        let present = texts.compactMap { $0 }
        if present.count == names.count {
            var authority = Authority(
                authority: .init(certificate: present[0], key: present[1]), server: .init(certificate: "", key: ""),
                admin: .init(certificate: present[2], key: present[3]), tokenKey: present[4], adminToken: present[5])
            authority.server = try authority.issueServer(hosts: hosts)
            return authority
        }
        let authority = try Authority.make(hosts: hosts)
        let contents = [
            authority.authority.certificate, authority.authority.key, authority.admin.certificate, authority.admin.key, authority.tokenKey,
            authority.adminToken,
        ]
        for (name, text) in zip(names, contents) { try FileBytes.write(Array(text.utf8), to: directory.appending(name)) }
        return authority
    }
}
