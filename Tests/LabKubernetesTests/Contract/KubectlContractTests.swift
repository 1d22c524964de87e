import Testing

/// What people do with kubectl, against `AKE_TEST_KUBECONFIG` or `LabKubernetes`: the same expectations for both.
@Suite(.timeLimit(.minutes(3))) struct KubectlContractTests {
    @Test func `apply creates, says unchanged, and configures`() async throws {
        try await Kubectl.with { kubectl async throws in
            let all = [Manifests.ingress, Manifests.service, Manifests.deployment].joined(separator: "\n---\n")
            #expect(
                try await kubectl.ok(["apply", "-f", "-"], input: all)
                    == "ingress.networking.k8s.io/hello created\nservice/hello created\ndeployment.apps/hello created\n")
            #expect(try await kubectl.ok(["apply", "-f", "-"], input: Manifests.ingress) == "ingress.networking.k8s.io/hello unchanged\n")
            let changed = Manifests.ingress.split(separator: "hello.example").joined(separator: "other.example")
            #expect(try await kubectl.ok(["apply", "-f", "-"], input: changed) == "ingress.networking.k8s.io/hello configured\n")
            #expect(
                try await kubectl.ok(["get", "ingress", "hello", "-o", "jsonpath={.spec.rules[0].host} {.metadata.generation}"])
                    == "other.example 2")
        }
    }

    @Test func `a misspelt field is refused by default validation`() async throws {
        try await Kubectl.with { kubectl async throws in
            let bad = Manifests.ingress.split(separator: "pathType").joined(separator: "pathTyp")
            let text = try await kubectl.refused(["apply", "-f", "-"], input: bad)
            #expect(text.contains(#"unknown field "spec.rules[0].http.paths[0].pathTyp""#))
        }
    }

    @Test func `get shows the columns people know`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(
                ["apply", "-f", "-"], input: [Manifests.ingress, Manifests.service, Manifests.deployment].joined(separator: "\n---\n"))
            let ingress = try await kubectl.ok(["get", "ingress"]).table
            #expect(ingress.first == ["NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "AGE"])
            #expect(ingress.last?.prefix(4) == ["hello", "ake", "hello.example", "80"])
            #expect(
                try await kubectl.ok(["get", "service"]).table.first == ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"])
            #expect(try await kubectl.ok(["get", "deploy"]).table.first == ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"])
            #expect(try await kubectl.ok(["get", "deploy", "-o", "name"]) == "deployment.apps/hello\n")
            #expect(try await kubectl.ok(["get", "ing", "hello", "-o", "yaml"]).contains("ingressClassName: ake"))
            #expect(try await kubectl.ok(["get", "ing", "-l", "app=hello", "--no-headers"]).table.count == 1)
            #expect(try await kubectl.run(["get", "ing", "-l", "app=other"]).errors.contains("No resources found"))
            #expect(try await kubectl.ok(["get", "svc", "--field-selector", "metadata.name=hello", "-o", "name"]) == "service/hello\n")
        }
    }

    @Test func `describe tells of an Ingress and of its Events`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.ingress)
            let uid = try await kubectl.ok(["get", "ingress", "hello", "-o", "jsonpath={.metadata.uid}"])
            let event = """
                apiVersion: events.k8s.io/v1
                kind: Event
                metadata: {name: hello.1}
                eventTime: "2026-01-01T00:00:00.000000Z"
                type: Warning
                reason: BadAnnotation
                action: Reconcile
                note: replicas must be a number
                reportingController: test
                reportingInstance: test-1
                regarding: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: hello, namespace: \(kubectl.namespace), uid: \(uid)}
                """
            try await kubectl.ok(["create", "-f", "-"], input: event)
            let text = try await kubectl.ok(["describe", "ingress", "hello"])
            #expect(text.contains("Ingress Class:    ake"))
            #expect(text.contains("hello:80"))
            #expect(text.contains("replicas must be a number"))
            #expect(try await kubectl.ok(["get", "events"]).contains("BadAnnotation"))
        }
    }

    @Test func `watch shows what is there and what changes`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.configMap("c", "a: b"))
            async let watched = kubectl.run(["get", "configmap", "-l", "!other", "-w", "--output-watch-events", "--request-timeout=5s"])
            for index in 0..<40 {
                try await kubectl.ok(["label", "configmap", "c", "n=\(index)", "--overwrite"])
                try await kubectl.ok(["create", "configmap", "d\(index)"])
                try await kubectl.ok(["delete", "configmap", "d\(index)"])
                if index >= 8 { break }
            }
            let events = Set(try await watched.text.table.compactMap(\.first))
            #expect(events.isSuperset(of: ["ADDED", "MODIFIED", "DELETED"]))
        }
    }

    @Test func `scale changes replicas and bumps the generation`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.deployment)
            try await kubectl.ok(["scale", "deployment", "hello", "--replicas=3"])
            #expect(try await kubectl.ok(["get", "deployment", "hello", "-o", "jsonpath={.spec.replicas}"]) == "3")
            #expect(try await kubectl.refused(["scale", "deployment", "hello", "--current-replicas=1", "--replicas=2"]).contains("3"))
        }
    }

    @Test func `merge, JSON and strategic patches`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.deployment)
            try await kubectl.ok(["patch", "deployment", "hello", "--type=merge", "-p", #"{"metadata":{"labels":{"m":"1"}}}"#])
            try await kubectl.ok([
                "patch", "deployment", "hello", "--type=json", "-p", #"[{"op":"add","path":"/metadata/labels/j","value":"2"}]"#,
            ])
            try await kubectl.ok([
                "patch", "deployment", "hello", "-p",
                #"{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"example.org/a:2"}]}}}}"#,
            ])
            let path = "jsonpath={.metadata.labels.m}{.metadata.labels.j} {.spec.template.spec.containers[*].image}"
            #expect(try await kubectl.ok(["get", "deployment", "hello", "-o", path]) == "12 example.org/a:2 example.org/b:1")
            #expect(
                try await kubectl.refused(["patch", "deployment", "hello", "--type=json", "-p", #"[{"op":"remove","path":"/none"}]"#])
                    .contains("rejected"))
        }
    }

    @Test func `label and annotate`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.ingress)
            #expect(try await kubectl.ok(["label", "ingress", "hello", "x=y"]) == "ingress.networking.k8s.io/hello labeled\n")
            #expect(
                try await kubectl.ok(["annotate", "ingress", "hello", "example.org/a=b"]) == "ingress.networking.k8s.io/hello annotated\n")
            #expect(
                try await kubectl.ok([
                    "get", "ingress", "hello", "-o", "jsonpath={.metadata.labels.x}{.metadata.annotations.example\\.org/a}",
                ]) == "yb")
            #expect(try await kubectl.ok(["label", "ingress", "hello", "x-"]) == "ingress.networking.k8s.io/hello unlabeled\n")
            #expect(try await kubectl.ok(["get", "ingress", "hello", "-o", "jsonpath={.metadata.generation}"]) == "1")
        }
    }

    @Test func `delete waits for finalizers`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.configMap("held", "a: b"))
            try await kubectl.ok(["patch", "configmap", "held", "--type=merge", "-p", #"{"metadata":{"finalizers":["example.org/hold"]}}"#])
            async let deleting = kubectl.ok(["delete", "configmap", "held", "--timeout=30s"])
            try await kubectl.ok(["wait", "configmap/held", "--for=jsonpath={.metadata.deletionTimestamp}", "--timeout=20s"])
            try await kubectl.ok(["patch", "configmap", "held", "--type=json", "-p", #"[{"op":"remove","path":"/metadata/finalizers"}]"#])
            #expect(try await deleting == "configmap \"held\" deleted\n")
            #expect(
                try await kubectl.refused(["get", "configmap", "held"]).contains(
                    #"Error from server (NotFound): configmaps "held" not found"#))
        }
    }

    @Test func `server-side apply tells conflicts, and force resolves them`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(
                ["apply", "--server-side", "--field-manager=one", "-f", "-"], input: Manifests.configMap("c", "a: \"1\", b: \"1\""))
            let mine = Manifests.configMap("c", "a: \"2\"")
            let text = try await kubectl.refused(["apply", "--server-side", "--field-manager=two", "-f", "-"], input: mine)
            #expect(text.contains(#"Apply failed with 1 conflict: conflict with "one": .data.a"#))
            try await kubectl.ok(["apply", "--server-side", "--field-manager=two", "--force-conflicts", "-f", "-"], input: mine)
            #expect(try await kubectl.ok(["get", "configmap", "c", "-o", "jsonpath={.data}"]) == #"{"a":"2","b":"1"}"#)
            try await kubectl.ok(["apply", "--server-side", "--field-manager=one", "-f", "-"], input: Manifests.configMap("c", "c: \"3\""))
            #expect(try await kubectl.ok(["get", "configmap", "c", "-o", "jsonpath={.data}"]) == #"{"a":"2","c":"3"}"#)
        }
    }

    @Test func `a custom resource has its columns, defaults, validation, status and scale`() async throws {
        try await Kubectl.with { kubectl async throws in
            let group = "\(kubectl.namespace).example.org"
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.definition(group: group))
            try await kubectl.ok(["wait", "--for=condition=Established", "--timeout=20s", "crd/widgets.\(group)"])
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.widget(group: group, "color: red"))
            let table = try await kubectl.ok(["get", "widgets.\(group)"]).table
            #expect(table == [["NAME", "COLOR", "READY"], ["w", "red"]])
            try await kubectl.ok([
                "patch", "wd", "w", "--subresource=status", "--type=merge", "-p",
                #"{"spec":{"color":"blue"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#,
            ])
            #expect(try await kubectl.ok(["get", "wd", "w", "--no-headers"]).table == [["w", "red", "True"]])
            try await kubectl.ok(["scale", "widgets.\(group)/w", "--replicas=4"])
            #expect(try await kubectl.ok(["get", "wd", "w", "-o", "jsonpath={.spec.replicas} {.metadata.generation}"]) == "4 2")
            let wrong = try await kubectl.refused(["apply", "-f", "-"], input: Manifests.widget(group: group, "color: pink"))
            #expect(wrong.contains(#"spec.color: Unsupported value: "pink": supported values: "red", "blue""#))
            let unknown = try await kubectl.refused(["apply", "-f", "-"], input: Manifests.widget(group: group, "color: red, size: 1"))
            #expect(unknown.contains(#"unknown field "spec.size""#))
            #expect(
                try await kubectl.ok(["explain", "widgets.spec.color", "--api-version=\(group)/v1"]).contains("The color of the widget."))
            try await kubectl.ok(["delete", "crd", "widgets.\(group)", "--timeout=30s"])
            #expect(try await kubectl.refused(["get", "widgets.\(group)"]).contains("the server doesn't have a resource type"))
        }
    }

    @Test func `a ServiceAccount may do what its Role says`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["create", "serviceaccount", "bob"])
            try await kubectl.ok(["create", "role", "reader", "--verb=get,list", "--resource=configmaps"])
            try await kubectl.ok(["create", "rolebinding", "bob", "--role=reader", "--serviceaccount=\(kubectl.namespace):bob"])
            let bob = "--as=system:serviceaccount:\(kubectl.namespace):bob"
            #expect(try await kubectl.ok(["auth", "can-i", "list", "configmaps", bob]) == "yes\n")
            #expect(try await kubectl.run(["auth", "can-i", "list", "secrets", bob]).text == "no\n")
            let text = try await kubectl.refused(["get", "secrets", bob])
            #expect(
                text.contains(
                    #"secrets is forbidden: User "system:serviceaccount:\#(kubectl.namespace):bob" cannot list resource "secrets" in API group "" in the namespace "\#(kubectl.namespace)""#
                ))
            #expect(try await kubectl.ok(["create", "token", "bob"]).split(separator: ".").count == 3)
        }
    }

    @Test func `dry runs write nothing, and diff shows what would change`() async throws {
        try await Kubectl.with { kubectl async throws in
            try await kubectl.ok(["apply", "--dry-run=server", "-f", "-"], input: Manifests.configMap("c", "a: b"))
            #expect(try await kubectl.refused(["get", "configmap", "c"]).contains("NotFound"))
            try await kubectl.ok(["apply", "-f", "-"], input: Manifests.configMap("c", "a: b"))
            let diff = try await kubectl.run(["diff", "-f", "-"], input: Manifests.configMap("c", "a: z"))
            #expect(diff.text.contains("+  a: z"))
            #expect(try await kubectl.ok(["get", "configmap", "c", "-o", "jsonpath={.data.a}"]) == "b")
        }
    }
}
