import FoundationEssentials
import JSON
import LabKubernetes

/// The stand-in for an API server, filled, in this process; all that is measured runs in others.
struct SampleServer {
    let lab: LabKubernetes
    let kubeconfig: String
    let objects: Int
    private let curlIdentity: [String]

    static func start(in folder: String, objects: Int) async throws -> SampleServer {
        let kubeconfig = "\(folder)/kubeconfig"
        var configuration = LabKubernetesConfiguration()
        configuration.kubeconfigFile = kubeconfig
        // Nobody asks for gzip here but kubectl, which would measure the server's zlib.
        configuration.compressesAnswers = false
        configuration.requestLogLimit = 1_000_000
        let lab = try await LabKubernetes.start(configuration)
        try fill(lab, objects)
        return SampleServer(
            lab: lab, kubeconfig: kubeconfig, objects: objects, curlIdentity: try identity(of: lab.kubeconfig, in: folder))
    }

    private static func fill(_ lab: LabKubernetes, _ objects: Int) throws {
        var samples = Samples()
        try lab.put(many: samples.namespaces())
        for start in stride(from: 0, to: objects, by: 100) {
            let numbers = start..<min(start + 100, objects)
            try lab.put(many: numbers.map { samples.ingress($0) })
            try lab.put(many: numbers.map { samples.service($0) })
            try lab.put(many: numbers.map { samples.endpointSlice($0) })
        }
    }

    // curl wants in files what the kubeconfig holds.
    private static func identity(of kubeconfig: [UInt8], in folder: String) throws -> [String] {
        let value = try JSONValue(parsing: kubeconfig)
        let cluster = value["clusters"]?[0]?["cluster"]
        let user = value["users"]?[0]?["user"]
        let parts = [
            ("--cacert", cluster?["certificate-authority-data"]), ("--cert", user?["client-certificate-data"]),
            ("--key", user?["client-key-data"]),
        ]
        return try parts.flatMap { flag, value in
            guard let text = value?.stringValue, let data = Data(base64Encoded: text) else {
                throw BenchError("the stand-in's kubeconfig has nothing for curl's \(flag)")
            }
            let file = "\(folder)/lab\(flag.dropFirst()).pem"
            try data.write(to: URL(filePath: file))
            return [flag, file]
        }
    }

    func curl(_ target: String, to output: String = "/dev/null") -> [String] {
        ["curl", "-sS", "--fail", "-o", output] + curlIdentity + [lab.url + target]
    }

    /// Bytes of the whole list on the wire.
    func bytesOnTheWire(_ kind: SampleKind) async throws -> Double {
        let size = try await Child.output(["curl", "-w", "%{size_download}"] + curl(kind.path).dropFirst()).text
        guard let bytes = Double(size) else { throw BenchError("curl told \(size) as a size") }
        return bytes
    }

    func stop() async { try? await lab.stop() }
}
