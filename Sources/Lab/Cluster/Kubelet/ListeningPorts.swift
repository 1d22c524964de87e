/// Which TCP ports are listened on in a process' network namespace, read from `/proc/PID/net/tcp`.
enum ListeningPorts {
    static func of(pid: Int32) -> Set<Int> {
        parse(Files.text("/proc/\(pid)/net/tcp") ?? "").union(parse(Files.text("/proc/\(pid)/net/tcp6") ?? ""))
    }

    /// Lines read `sl local_address rem_address st ...` with hexadecimal `address:port`; state 0A is LISTEN.
    static func parse(_ text: String) -> Set<Int> {
        var ports: Set<Int> = []
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 3, fields[3] == "0A", let colon = fields[1].lastIndex(of: ":"),
                let port = Int(fields[1][fields[1].index(after: colon)...], radix: 16)
            else { continue }
            ports.insert(port)
        }
        return ports
    }
}
