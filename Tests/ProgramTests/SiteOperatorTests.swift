import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Subprocess
import Testing

/// The example as a user has it: the program, its manifests, its rights.
@Suite struct SiteOperatorTests {
    private static let deploy = ["crd", "rbac"].map { "Examples/SiteOperator/deploy/\($0).yaml" }
    private static let namespace = "default"

    private func withOperator(_ body: (TestCluster, RunningProgram, Int) async throws -> Void) async throws {
        try await TestCluster.with(Self.deploy) { cluster in
            let (kubeconfig, token) = try await cluster.kubeconfig(serviceAccount: "site-operator", namespace: "site-system")
            let environment = ["KUBECONFIG": kubeconfig, "METRICS_ADDRESS": "127.0.0.1:0"]
            let end = try await RunningProgram.with("SiteOperator", environment: environment) { program in
                let port = try await program.port(after: "metrics and health on")
                try await body(cluster, program, port)
            }
            #expect(end.status == .exited(0), "\(end.output)")
            // Generous: its own limit is thirty seconds, and the machine may be busy.
            #expect(end.duration < .seconds(20), "\(end.output)")
            let lease = cluster.server.object("leases", group: "coordination.k8s.io", namespace: "site-system", name: "site-operator")
            let holder = lease?["spec"]?["holderIdentity"]?.stringValue ?? ""
            #expect(lease != nil && holder.isEmpty, "the lease is not released: \(lease ?? .null)")
            #expect(!end.output.contains(token), "the token is in the log")
            for line in end.output.split(separator: "\n") {
                let message = try? JSONValue(parsing: Array(line.utf8))
                #expect(message?["ts"]?.stringValue != nil && message?["level"]?.stringValue != nil, "no JSON: \(line)")
            }
        }
    }

    private func page(_ port: Int, _ path: String) async throws -> HTTPResponse {
        let transport = try AsyncHTTPTransport()
        do {
            let response = try await transport.send(HTTPRequest(url: "http://127.0.0.1:\(port)\(path)"))
            await transport.shutdown()
            return response
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a Site becomes a page and Pods, is mended, and leaves nothing behind`() async throws {
        try await withOperator { cluster, program, port in
            for object in try TestCluster.objects("Examples/SiteOperator/deploy/site.yaml") { try cluster.server.put(object) }
            try await cluster.eventually("the page", "configmaps", namespace: Self.namespace, "hello") {
                $0?["data"]?["index.html"] == "<h1>Hello</h1>"
            }
            let deployment = try await cluster.eventually("Pods", "deployments", group: "apps", namespace: Self.namespace, "hello") {
                $0?["spec"]?["replicas"] == 2
            }
            #expect(deployment?["metadata"]?["ownerReferences"]?[0]?["kind"] == "Site")
            try await cluster.eventually("a status", "sites", group: "example.com", namespace: Self.namespace, "hello") {
                $0?["status"]?["conditions"]?[0]?["reason"] == "Starting" && $0?["metadata"]?["finalizers"]?[0] != nil
            }

            // As the Deployment's own controller does when the Pods are ready.
            let path = "/apis/apps/v1/namespaces/\(Self.namespace)/deployments/hello"
            let ready: JSONValue = ["status": ["readyReplicas": 2, "replicas": 2, "availableReplicas": 2]]
            _ = try await cluster.client.call(
                "PATCH", "\(path)/status", contentType: "application/merge-patch+json", body: ready.serialized())
            let site = try await cluster.eventually("Ready", "sites", group: "example.com", namespace: Self.namespace, "hello") {
                $0?["status"]?["conditions"]?[0]?["status"] == "True"
            }
            #expect(site?["status"]?["readyReplicas"] == 2 && site?["status"]?["conditions"]?[0]?["message"] == "2 of 2 Pods are ready")

            let before = deployment?["metadata"]?["uid"]
            cluster.server.remove("configmaps", namespace: Self.namespace, name: "hello")
            cluster.server.remove("deployments", group: "apps", namespace: Self.namespace, name: "hello")
            try await cluster.eventually("the page again", "configmaps", namespace: Self.namespace, "hello") { $0 != nil }
            try await cluster.eventually("Pods again", "deployments", group: "apps", namespace: Self.namespace, "hello") {
                $0 != nil && $0?["metadata"]?["uid"] != before
            }

            #expect(try await page(port, "/readyz").text == "ok\n")
            #expect(try await page(port, "/healthz/ping").text == "ok\n")
            let metrics = try await page(port, "/metrics").text
            for line in [
                #"controller_runtime_reconcile_total{controller="site",result="success"}"#,
                #"leader_election_master_status{name="site-operator"} 1"#,
                "process_resident_memory_bytes", "# HELP workqueue_depth",
            ] { #expect(metrics.contains(line), "\(line)") }

            _ = try await cluster.client.call("DELETE", "/apis/example.com/v1/namespaces/\(Self.namespace)/sites/hello")
            for (resource, group) in [("sites", "example.com"), ("deployments", "apps"), ("configmaps", "")] {
                try await cluster.eventually("\(resource) are gone", resource, group: group, namespace: Self.namespace, "hello") {
                    $0 == nil
                }
            }
            // They are stored as core Events, whichever group they came by.
            for _ in 0..<200 where cluster.server.objects("events").isEmpty { try await Task.sleep(for: .milliseconds(50)) }
            #expect(cluster.server.objects("events").contains { $0["reason"] == "Serving" })
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a Site that cannot be is told so once, and served when it is mended`() async throws {
        try await withOperator { cluster, _, _ in
            var site: JSONValue = [
                "apiVersion": "example.com/v1", "kind": "Site", "metadata": ["name": "large", "namespace": .string(Self.namespace)],
                "spec": ["page": .string(String(repeating: "x", count: 100_001))],
            ]
            try cluster.server.put(site)
            let refused = try await cluster.eventually("refused", "sites", group: "example.com", namespace: Self.namespace, "large") {
                $0?["status"]?["conditions"]?[0]?["reason"] == "PageTooLong"
            }
            #expect(refused?["status"]?["conditions"]?[0]?["message"]?.stringValue?.contains("100001 bytes") == true)
            #expect(cluster.server.object("deployments", group: "apps", namespace: Self.namespace, name: "large") == nil)
            site = ["spec": ["page": "short"]]
            _ = try await cluster.client.call(
                "PATCH", "/apis/example.com/v1/namespaces/\(Self.namespace)/sites/large", contentType: "application/merge-patch+json",
                body: site.serialized())
            try await cluster.eventually("served", "configmaps", namespace: Self.namespace, "large") {
                $0?["data"]?["index.html"] == "short"
            }
        }
    }

    @Test func `it is as short as it says`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
        let folder = "\(root)/Examples/SiteOperator"
        let lines = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).count
                - 1
        }
        #expect(lines.count == 3 && lines.reduce(0, +) < 150)
    }
}
