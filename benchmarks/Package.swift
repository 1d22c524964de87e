// swift-tools-version: 6.2
import PackageDescription

// Measures the Kubernetes client and the controller runtime against peers (docs/performance.md): `make bench-runtime`.
// A package of its own, so that the product's builds and tests never wait for it.

let settings: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]
let json: Target.Dependency = .product(name: "JSON", package: "ake-ingress")
let kubernetesAPI: Target.Dependency = .product(name: "KubernetesAPI", package: "ake-ingress")
let kubernetesClient: Target.Dependency = .product(name: "KubernetesClient", package: "ake-ingress")
let controllerRuntime: Target.Dependency = .product(name: "ControllerRuntime", package: "ake-ingress")
let labKubernetes: Target.Dependency = .product(name: "LabKubernetes", package: "ake-ingress")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "ake-ingress", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // malloc_trim, which Glibc's module leaves out.
        .systemLibrary(name: "CMalloc"),
        // Runs everything, and serves the objects.
        .executableTarget(
            name: "bench", dependencies: [json, labKubernetes, arguments, subprocess, systemPackage], swiftSettings: settings),
        // One measurement of ours a run.
        .executableTarget(
            name: "bench-runtime",
            dependencies: ["CMalloc", json, kubernetesAPI, kubernetesClient, controllerRuntime, arguments, logging, lifecycle],
            swiftSettings: settings),
    ]
)
