/// What Package.swift says of its targets: read off its text, for the manifest is written in one way throughout.
struct Manifest {
    /// Names of our own targets and what each declares: targets by name, products as the names of their modules.
    private(set) var targets: [String: Set<String>] = [:]

    /// Modules that come along with a product and may be imported where it is declared.
    private static let companions = ["Metrics": ["CoreMetrics"], "Hummingbird": ["HummingbirdCore", "HTTPTypes"]]

    init(_ text: String) {
        var products: [String: String] = [:]
        for match in text.matches(of: /let (\w+): Target\.Dependency = \.product\(name: "(\w+)"/) {
            products[String(match.1)] = String(match.2)
        }
        for match in text.matches(of: /\b(?:library|program|example|tests)\(\s*"([^"]+)"\s*(?:,\s*\[([^\]]*)\])?/) {
            var modules: Set<String> = []
            for name in (match.2 ?? "").matches(of: /"([^"]+)"|(\w+)/) {
                let module = name.1.map(String.init) ?? name.2.flatMap { products[String($0)] } ?? ""
                modules.formUnion([module] + (Self.companions[module] ?? []))
            }
            targets[String(match.1)] = modules
        }
    }

    /// What a target may import: what it declares, and what the targets below it declare.
    func reachable(from target: String) -> Set<String> {
        var reachable: Set<String> = []
        var open = Array(targets[target] ?? [])
        while let name = open.popLast() {
            guard reachable.insert(name).inserted else { continue }
            open += targets[name] ?? []
        }
        return reachable
    }
}
