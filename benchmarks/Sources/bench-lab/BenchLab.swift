import ArgumentParser
import JSON
import LabKubernetes

#if canImport(Glibc)
    import Glibc
#endif

/// Serves the objects of the benchmarks until its standard input ends. Each line there is a command, answered by one line.
@main
struct BenchLab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bench-lab", abstract: "Serve the objects of the benchmarks.")

    @Option(help: "Where to write the administrator's kubeconfig.") var kubeconfig: String
    @Option(help: "How many Ingresses.") var ingresses = 10_000
    @Option(help: "How many EndpointSlices of 100 endpoints.") var slices = 10_000
    @Flag(help: "Compress large answers for clients that accept gzip.") var gzip = false

    func run() async throws {
        var configuration = LabKubernetesConfiguration()
        configuration.kubeconfigFile = kubeconfig
        configuration.compressesAnswers = gzip
        configuration.requestLogLimit = 1_000_000
        let server = try await LabKubernetes.start(configuration)
        var samples = Samples()
        try server.put(many: samples.namespaces())
        for start in stride(from: 0, to: ingresses, by: 500) {
            try server.put(many: (start..<min(start + 500, ingresses)).map { samples.ingress($0) })
        }
        for start in stride(from: 0, to: slices, by: 100) {
            let numbers = start..<min(start + 100, slices)
            try server.put(many: numbers.map { samples.service($0) })
            try server.put(many: numbers.map { samples.endpointSlice($0) })
        }
        say("ready \(server.url)")
        while let line = readLine() { say(answer(line, server)) }
        try await server.stop()
    }

    private func answer(_ line: String, _ server: LabKubernetes) -> String {
        switch line {
        case "clear":
            server.clearRequests()
            return "cleared"
        case "requests":
            var counts: [String: JSONValue] = [:]
            for request in server.requests {
                let kind = "\(request.verb) \(request.resource)"
                counts[kind] = .integer(Int64((counts[kind]?.intValue ?? 0) + 1))
            }
            return JSONValue.object(counts).serializedString
        default: return "unknown command \(line)"
        }
    }

    private func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
