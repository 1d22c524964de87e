import FoundationEssentials
import JSON
import Testing
import YAML

@Suite struct DeploymentTests {
    private static let programs = ["ake-admission", "ake-controller", "ake-heatstack-controller", "ake-ingress-controller"]
    /// What one file has the place of.
    private static let apart = ["admission.yaml", "heatstack-controller.yaml", "ingress-controller.yaml"]

    private func object(_ kind: String, _ name: String) throws -> JSONValue {
        try #require(try Manifests.all().first { $0.kind == kind && $0.name == name }, "there is no \(kind) \(name)")
    }

    @Test("the chart is what the plain manifests are, apart as in one", arguments: [false, true])
    func chart(allInOne: Bool) throws {
        let fromChart = try Manifests.chart(Manifests.values(["allInOne": .bool(allInOne)]), namespace: "ake-system")
        let others = allInOne ? Self.apart : ["all-in-one.yaml"]
        let plain = try Manifests.files().filter { !$0.hasPrefix("crds/") && !others.contains($0) }.flatMap { try Manifests.objects($0) }
            .filter { $0.kind != "Namespace" }
        #expect(Set(fromChart) == Set(plain), "a manifest and its template in deploy/chart/templates change together")
        #expect(fromChart.count == plain.count)
        #expect(try Manifests.values()["allInOne"] == false)
    }

    @Test func `in one Deployment there are the settings of the three, the rights of the three, and the same Service`() throws {
        func settings(_ file: String) throws -> Set<JSONValue> {
            let deployment = try Manifests.objects(file).first { $0.kind == "Deployment" }
            return Set(deployment?["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]?.items ?? [])
        }
        func allowed(_ file: String) throws -> Set<JSONValue> {
            Set(
                try Manifests.objects(file).first { $0.kind == "NetworkPolicy" }?["spec"]?["egress"]?.items.flatMap {
                    $0["ports"]?.items ?? []
                } ?? [])
        }
        let all = try Manifests.all()
        let together = try settings("all-in-one.yaml")
        for file in Self.apart {
            #expect(try settings(file).isSubset(of: together), "\(file)")
            #expect(try allowed(file).isSubset(of: allowed("all-in-one.yaml")), "\(file)")
        }
        #expect(try together.subtracting(Self.apart.flatMap(settings)).map { $0["name"] } == ["AKE_WEBHOOK"])
        func roles(_ accounts: Set<String>) -> Set<JSONValue> {
            Set(
                all.filter { binding in (binding["subjects"]?.items ?? []).contains { accounts.contains($0["name"]?.stringValue ?? "") } }
                    .compactMap { $0["roleRef"] })
        }
        var apart = roles(["ake-admission", "ake-heatstack-controller", "ake-ingress-controller"])
        // There is one Lease, the HeatStack controller's.
        apart.remove(["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "ake-ingress-controller"])
        #expect(roles(["ake-controller"]) == apart)
        let services = all.filter { $0.kind == "Service" }
        #expect(services.count == 2 && Set(services.map(\.name)).count == 1 && Set(services.map { $0["spec"]?["ports"] }).count == 1)
    }

    @Test func `the chart puts its namespace everywhere, and every value is used`() throws {
        let values = try Manifests.values()
        let folder = Manifests.deploy.appending(path: "chart/templates")
        var whole = ""
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let template = try Manifests.text("chart/templates/\(name)")
            whole += template
            for allInOne in [false, true] {
                let text = try Manifests.filled(template, values: Manifests.values(["allInOne": .bool(allInOne)]), namespace: "elsewhere")
                for object in try YAMLReader.values(Array(text.utf8)) {
                    #expect(["elsewhere", nil].contains(object["metadata"]?["namespace"]?.stringValue), "\(name) \(object.name)")
                }
                #expect(!text.contains("ake-system"), "\(name)")
            }
        }
        for name in (values.objectValue ?? [:]).keys { #expect(whole.contains(".Values.\(name) "), "\(name) is used nowhere") }
        let crds = try FileManager.default.contentsOfDirectory(atPath: Manifests.deploy.appending(path: "chart/crds").path)
        #expect(Set(crds) == Set(try FileManager.default.contentsOfDirectory(atPath: Manifests.deploy.appending(path: "crds").path)))
    }

    @Test("each program runs twice, outlives a drained machine, and has no more than it needs", arguments: programs)
    func program(name: String) throws {
        let deployment = try object("Deployment", name)
        #expect(deployment["spec"]?["replicas"] == 2)
        let template = deployment["spec"]?["template"]
        let pod = try #require(template?["spec"])
        let labels = template?["metadata"]?["labels"]
        #expect(labels?["app.kubernetes.io/name"]?.stringValue == name)
        for (kind, path) in [("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")] {
            let guardian = try object(kind, name)
            #expect(guardian["spec"]?[path]?["matchLabels"] == deployment["spec"]?["selector"]?["matchLabels"], "\(kind)")
        }
        #expect(try object("NetworkPolicy", name)["spec"]?["policyTypes"]?.texts == ["Ingress", "Egress"])
        #expect(try object("PodDisruptionBudget", name)["spec"]?["minAvailable"] == 1)
        _ = try object("ServiceAccount", try #require(pod["serviceAccountName"]?.stringValue))
        #expect(pod["securityContext"]?["seccompProfile"]?["type"] == "RuntimeDefault")
        let container = try #require(pod["containers"]?[0])
        let security = container["securityContext"]
        #expect(security?["runAsNonRoot"] == true && security?["readOnlyRootFilesystem"] == true)
        #expect(security?["allowPrivilegeEscalation"] == false && security?["capabilities"]?["drop"]?.texts == ["ALL"])
        #expect(container["resources"]?["limits"]?["memory"] != nil && container["resources"]?["requests"]?["cpu"] != nil)
        #expect(container["readinessProbe"]?["httpGet"]?["path"] == "/readyz")
        #expect(container["livenessProbe"]?["httpGet"]?["path"] == "/healthz")
        let open = try object("NetworkPolicy", name)["spec"]?["ingress"]?[0]?["ports"]?.items.compactMap { $0["port"]?.intValue }
        #expect(open == container["ports"]?.items.compactMap { $0["containerPort"]?.intValue })
    }

    @Test func `the settings that the manifests make are settings that the program reads`() throws {
        let sources = Manifests.root.appending(path: "Sources/ake-controller")
        var text = ""
        for name in try FileManager.default.contentsOfDirectory(atPath: sources.path) {
            text += String(decoding: try Data(contentsOf: sources.appending(path: name)), as: UTF8.self)
        }
        for deployment in try Manifests.all() where deployment.kind == "Deployment" {
            let container = deployment["spec"]?["template"]?["spec"]?["containers"]?[0]
            for variable in (container?["env"]?.items ?? []).compactMap({ $0["name"]?.stringValue }) where variable.hasPrefix("AKE_") {
                #expect(text.contains("environmentValue(\"\(variable.dropFirst(4))\")"), "\(deployment.name): \(variable)")
            }
            let command = try #require(container?["args"]?.texts.first)
            #expect(text.contains("commandName: \"\(command)\""), "\(deployment.name): \(command)")
        }
    }

    @Test func `no right is given by a wildcard, Secrets are never listed, and only the Ingress controller gives rights`() throws {
        for role in try Manifests.all() where ["Role", "ClusterRole"].contains(role.kind) {
            for rule in role["rules"]?.items ?? [] {
                let (verbs, resources, groups) = (
                    rule["verbs"]?.texts ?? [], rule["resources"]?.texts ?? [], rule["apiGroups"]?.texts ?? []
                )
                #expect(!(verbs + resources + groups).contains("*"), "\(role.name)")
                #expect(Set(verbs).isDisjoint(with: ["escalate", "bind", "impersonate", "deletecollection"]), "\(role.name)")
                if resources.contains("secrets") {
                    #expect(Set(verbs).isDisjoint(with: ["list", "watch"]), "\(role.name)")
                }
                if groups.contains("rbac.authorization.k8s.io") { #expect(role.name == "ake-ingress-controller") }
            }
        }
    }

    @Test func `every binding leads from a role that is there to a ServiceAccount that is there`() throws {
        let all = try Manifests.all()
        for binding in all where ["RoleBinding", "ClusterRoleBinding"].contains(binding.kind) {
            let role = binding["roleRef"]
            #expect(all.contains { $0.kind == role?["kind"]?.stringValue && $0.name == role?["name"]?.stringValue }, "\(binding.name)")
            for subject in binding["subjects"]?.items ?? [] {
                #expect(
                    all.contains {
                        $0.kind == "ServiceAccount" && $0.name == subject["name"]?.stringValue
                            && $0["metadata"]?["namespace"] == subject["namespace"]
                    }, "\(binding.name)")
            }
        }
    }
}
