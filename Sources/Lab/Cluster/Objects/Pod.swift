import JSON
import KubernetesAPI

/// A Pod. Its spec is kept as it came, since the stand-ins copy it from a template without knowing every field.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>.
struct Pod: KubernetesObject, Hashable {
    static let resource = ResourceType(kind: "Pod", plural: "pods")
    var metadata: ObjectMeta
    var spec: JSONValue?
    var status: JSONValue?

    init(metadata: ObjectMeta, spec: JSONValue? = nil, status: JSONValue? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// The node it is bound to.
    var node: String? { spec?["nodeName"]?.stringValue }

    /// Its address, once it has one.
    var address: String? { status?["podIP"]?.stringValue }

    /// `Pending`, `Running`, `Succeeded`, `Failed`.
    var phase: String { status?["phase"]?.stringValue ?? "Pending" }

    /// Whether its Ready condition holds.
    var isReady: Bool {
        (status?["conditions"]?.arrayValue ?? []).contains { $0["type"] == "Ready" && $0["status"] == "True" }
    }

    /// Its containers.
    var containers: [JSONValue] { spec?["containers"]?.arrayValue ?? [] }

    /// Seconds between the request to end and the kill.
    var grace: Int { spec?["terminationGracePeriodSeconds"]?.intValue ?? 30 }

    /// The number of a port that its containers give a name.
    func port(named name: String) -> Int? {
        for container in containers {
            for port in container["ports"]?.arrayValue ?? [] where port["name"]?.stringValue == name {
                return port["containerPort"]?.intValue
            }
        }
        return nil
    }
}
