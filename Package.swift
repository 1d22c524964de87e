// swift-tools-version: 6.2
import PackageDescription

// The architecture, bottom up: a target may import only what stands above it here (docs/architecture.md).
// Tests/ArchitectureTests checks that no file imports more than its target declares.

let settings: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func example(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Examples/\(name)", exclude: ["README.md", "deploy"], swiftSettings: settings)
}

func support(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioLocks: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationEssentialsCompat", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioCompression: Target.Dependency = .product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let metricsTesting: Target.Dependency = .product(name: "MetricsTestKit", package: "swift-metrics")
let tracingTesting: Target.Dependency = .product(name: "InMemoryTracing", package: "swift-distributed-tracing")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "ake-ingress",
    products: [
        .library(name: "JSON", targets: ["JSON"]),
        .library(name: "KubernetesAPI", targets: ["KubernetesAPI"]),
        .library(name: "HTTPTransport", targets: ["HTTPTransport"]),
        .library(name: "KubernetesClient", targets: ["KubernetesClient"]),
        .library(name: "ControllerRuntime", targets: ["ControllerRuntime"]),
        .library(name: "OperationsServer", targets: ["OperationsServer"]),
        .library(name: "StructuredLogging", targets: ["StructuredLogging"]),
        .library(name: "YAML", targets: ["YAML"]),
        .library(name: "LabKubernetes", targets: ["LabKubernetes"]),
        .library(name: "OpenStackClient", targets: ["OpenStackAPI", "OpenStackClient"]),
        .executable(name: "ake-controller", targets: ["ake-controller"]),
        .executable(name: "ake-node", targets: ["ake-node"]),
        .executable(name: "kubectl-ake", targets: ["kubectl-ake"]),
        .executable(name: "ake-lab", targets: ["ake-lab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // 0. Values: no I/O.
        library("JSON"),
        library("KubernetesAPI", ["JSON", nioLocks]),
        library("OpenStackAPI", ["JSON"]),
        library("RoutingModel", ["KubernetesAPI"]),
        library("CEL", ["JSON"]),

        // 1. Clients. `YAML` stands apart so that what runs on a node does not link Yams and ICU.
        library("StructuredLogging", [logging]),
        library("HTTPTransport", [asyncHTTPClient, nioCore, nioPosix, nioHTTP1, nioSSL, nioLocks, logging]),
        library("YAML", ["JSON", yams]),
        library(
            "KubernetesClient",
            ["JSON", "KubernetesAPI", "HTTPTransport", subprocess, systemPackage, nioLocks, metrics, tracing, logging]),
        library("OpenStackClient", ["JSON", "OpenStackAPI", "HTTPTransport", "YAML", nioLocks, logging]),

        // 2. Runtime.
        library(
            "ControllerRuntime",
            [
                "JSON", "KubernetesAPI", "HTTPTransport", "KubernetesClient", lifecycle, unixSignals, metrics, tracing, systemPackage,
                nioLocks,
                logging,
            ]),
        library(
            "OperationsServer",
            [
                "ControllerRuntime", "HTTPTransport", "KubernetesClient", hummingbird, hummingbirdCore, nioCore, nioTLS, nioSSL, nioLocks,
                x509, asn1, crypto, metrics, lifecycle, logging,
            ]),

        // 3. What the product does.
        library("Admission", ["KubernetesAPI"]),
        library(
            "HeatStacks",
            [
                "JSON", "Admission", "KubernetesAPI", "KubernetesClient", "ControllerRuntime", "OpenStackAPI", "OpenStackClient",
                "HTTPTransport", "YAML", crypto, lifecycle, nioLocks, logging,
            ]),
        library(
            "Ingresses",
            [
                "JSON", "Admission", "KubernetesAPI", "KubernetesClient", "ControllerRuntime", "OpenStackAPI", "OpenStackClient",
                "RoutingModel", crypto, lifecycle, logging,
            ]),
        library(
            "LoadBalancerNode",
            [
                "JSON", "KubernetesAPI", "HTTPTransport", "KubernetesClient", "ControllerRuntime", "RoutingModel", subprocess,
                systemPackage, crypto,
                lifecycle, nioLocks, logging,
            ]),

        // 4. Programs.
        program(
            "ake-controller",
            [
                "StructuredLogging", "OpenStackClient", "HTTPTransport", "HeatStacks", "Ingresses", "Admission", "OperationsServer", "YAML",
                arguments, lifecycle, unixSignals, nioLocks, logging,
            ]),
        program("ake-node", ["LoadBalancerNode", "StructuredLogging", lifecycle, unixSignals, logging]),
        program("kubectl-ake", ["Ingresses", "RoutingModel", "KubernetesAPI", "KubernetesClient", "YAML", arguments]),
        program("ake-lab", ["Lab", "LabKubernetes", "LabBIGIP", "KubernetesClient", "YAML", logging, arguments, lifecycle, unixSignals]),

        // How others use the libraries: docs/runtime.md.
        example(
            "SiteOperator",
            [
                "JSON", "KubernetesAPI", "KubernetesClient", "ControllerRuntime", "OperationsServer", "StructuredLogging", "YAML", logging,
            ]),

        // Stand-ins: they speak the real protocols over real sockets and say in their names what they are.
        library(
            "LabKubernetes",
            ["JSON", "CEL", nioCore, nioPosix, nioHTTP1, nioCompression, nioSSL, nioLocks, systemPackage, x509, asn1, crypto, lifecycle]),
        library("LabOpenStack", ["JSON", hummingbird, nioCore, logging]),
        library("LabHeat", ["JSON", "LabOpenStack", nioLocks]),
        library("LabDesignate", ["JSON", "LabOpenStack", nioLocks]),
        library(
            "LabBIGIP",
            [
                "JSON", nioCore, nioPosix, nioHTTP1, nioSSL, nioLocks, x509, asn1, crypto, subprocess, systemPackage, lifecycle, logging,
            ]),
        library(
            "Lab",
            [
                "JSON", "KubernetesAPI", "KubernetesClient", "ControllerRuntime", "YAML", hummingbird, subprocess, systemPackage, nioCore,
                nioPosix, nioLocks, lifecycle, unixSignals, logging,
            ]),

        support("TestSupport"),
        tests("JSONTests", ["JSON", "TestSupport"]),
        tests("KubernetesAPITests", ["KubernetesAPI", "JSON", "TestSupport"]),
        tests("OpenStackAPITests", ["OpenStackAPI"]),
        tests("RoutingModelTests", ["RoutingModel", "KubernetesAPI", "JSON"]),
        tests("CELTests", ["CEL", "JSON"]),
        tests("YAMLTests", ["YAML", "TestSupport"]),
        tests("StructuredLoggingTests", ["StructuredLogging", logging, nioLocks]),
        tests(
            "KubernetesClientTests",
            [
                "KubernetesClient", "KubernetesAPI", "HTTPTransport", "JSON", "LabKubernetes", "YAML", "TestSupport", nioCore, nioPosix,
                nioHTTP1, nioLocks,
                metrics, metricsTesting, tracing, tracingTesting, logging,
            ]),
        tests(
            "KubernetesContractTests",
            [
                "ControllerRuntime", "KubernetesClient", "KubernetesAPI", "HTTPTransport", "JSON", "LabKubernetes", "OperationsServer",
                "YAML",
                nioCore, nioPosix, nioSSL, nioLocks, subprocess, logging,
            ]),
        tests(
            "OpenStackClientTests",
            ["OpenStackClient", "OpenStackAPI", "HTTPTransport", "JSON", "LabHeat", "LabDesignate", nioLocks]),
        program(
            "ControllerRuntimeTestProgram",
            ["ControllerRuntime", "HTTPTransport", "JSON", "KubernetesAPI", "KubernetesClient", logging],
            path: "Tests/ControllerRuntimeTestProgram"),
        tests(
            "ControllerRuntimeTests",
            [
                "ControllerRuntime", "ControllerRuntimeTestProgram", "HTTPTransport", "JSON", "KubernetesAPI", "KubernetesClient",
                "LabKubernetes", "TestSupport", metrics, tracing, tracingTesting, lifecycle, nioLocks, logging,
            ]),
        tests(
            "OperationsServerTests",
            [
                "OperationsServer", "ControllerRuntime", "Admission", "HTTPTransport", "KubernetesClient", "LabKubernetes", "YAML", nioCore,
                nioPosix, nioSSL, nioLocks, metrics, lifecycle,
            ]),
        tests(
            "HeatStacksTests",
            [
                "HeatStacks", "Admission", "LabHeat", "LabKubernetes", "JSON", "KubernetesAPI", "KubernetesClient", "ControllerRuntime",
                "OpenStackAPI",
                "OpenStackClient", "HTTPTransport", "YAML", hummingbird, subprocess, lifecycle, nioLocks, logging,
            ]),
        tests(
            "IngressesTests",
            [
                "Ingresses", "Admission", "HeatStacks", "KubernetesAPI", "KubernetesClient", "ControllerRuntime", "HTTPTransport",
                "OpenStackAPI", "OpenStackClient", "JSON", "YAML", "LabKubernetes", "LabHeat", "LabDesignate", "TestSupport",
                lifecycle, nioLocks, logging,
            ]),
        tests(
            "ProgramTests",
            [
                "SiteOperator", "ake-controller", "LabKubernetes", "LabHeat", "KubernetesAPI", "KubernetesClient", "HTTPTransport", "JSON",
                "YAML",
                subprocess, systemPackage,
            ]),
        // The pages of docs/reference and what makes them: `make reference`.
        tests(
            "ReferenceTests",
            [
                "ake-controller", "ake-node", "kubectl-ake", "Ingresses", "KubernetesAPI", "OperationsServer", "JSON", "YAML", subprocess,
                systemPackage,
            ]),
        tests("AdmissionTests", ["Admission"]),
        tests(
            "LoadBalancerNodeTests",
            [
                "LoadBalancerNode", "LabKubernetes", "JSON", "KubernetesAPI", "HTTPTransport", "KubernetesClient", "RoutingModel",
                "YAML", "TestSupport", subprocess, systemPackage, lifecycle, nioLocks, logging,
            ]),
        tests(
            "LabKubernetesTests", ["LabKubernetes", "CEL", "JSON", "HTTPTransport", crypto, nioCore, nioLocks, systemPackage, subprocess]),
        tests("LabBIGIPTests", ["LabBIGIP", "JSON", asyncHTTPClient, nioCore, nioPosix, nioSSL, nioLocks, subprocess]),
        tests("LabTests", ["Lab", "JSON", "KubernetesAPI", nioCore, nioPosix, nioLocks, logging]),
        tests("DeploymentTests", ["HTTPTransport", "JSON", "YAML", "LabKubernetes", subprocess, systemPackage]),
        tests("ArchitectureTests", []),
        tests("EndToEndTests", ["Lab", "JSON"]),
    ]
)

// AKE_TARGETS names the only targets to build, with all they need: `AKE_TARGETS=JSONTests swift build --build-tests` takes seconds.
if let names = Context.environment["AKE_TARGETS"], !names.isEmpty {
    var open = names.split(separator: ",").map(String.init)
    var kept: Set<String> = []
    while let name = open.popLast() {
        guard kept.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else { continue }
        for case .byNameItem(let needed, _) in target.dependencies { open.append(needed) }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll()
}
