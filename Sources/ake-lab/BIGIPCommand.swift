import ArgumentParser
import Lab
import LabBIGIP
import Logging
import ServiceLifecycle

/// `ake-lab bigip`
struct BIGIPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bigip",
        abstract: "Run LabBIGIP, the stand-in for a BIG-IP: iControl REST, virtual servers by nftables, monitors.",
        discussion: "Rules go into the network namespace that the program runs in; forwarding must be switched on there.")

    @Option(help: "Address and port of iControl REST.")
    var listen = "10.20.0.1:443"

    @Option(help: "Folder for the configuration and the certificate authority.")
    var state: String

    @Option(help: "User of iControl REST.")
    var user = "admin"

    @Option(help: "Password of the user; better given as AKE_LAB_BIGIP_PASSWORD, which no process list shows.")
    var password: String?

    @Option(help: "File to which the authority's certificate is written as well, for clients.")
    var caFile: String?

    @Flag(help: "Take configuration and probe, but leave the kernel's rules alone; needs no root.")
    var withoutForwarding = false

    func validate() throws {
        if Self.address(listen) == nil { throw ValidationError("--listen is \"\(listen)\": give an address and a port, as 10.20.0.1:443.") }
    }

    func run() async throws {
        guard let (host, port) = Self.address(listen) else { throw ValidationError("--listen is \"\(listen)\".") }
        guard let password = password ?? ProcessEnvironment.value("AKE_LAB_BIGIP_PASSWORD") else {
            throw ValidationError("There is no password: give --password or AKE_LAB_BIGIP_PASSWORD.")
        }
        let filter: any PacketFilter = withoutForwarding ? RecordedPacketFilter() : KernelPacketFilter()
        let bigip = try LabBIGIP(.init(host: host, port: port, folder: state, passwords: [user: password]), filter: filter)
        if let caFile { try bigip.writeAuthority(to: caFile) }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: bigip)], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "lab-bigip")))
        try await group.run()
    }

    private static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port) else {
            return nil
        }
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        return host.isEmpty ? nil : (host, port)
    }
}
