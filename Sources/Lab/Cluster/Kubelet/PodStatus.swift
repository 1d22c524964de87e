import JSON
import KubernetesAPI

/// The status of a Pod as a kubelet reports it: pure.
enum PodStatus {
    /// What the kubelet sees of a Pod's only process.
    enum Observation: Sendable, Hashable {
        /// The image is not one that the lab can run.
        case imageUnknown(String)
        /// The process runs; `listening` once it accepts connections.
        case running(listening: Bool)
    }

    /// The new status, with the times of what has not changed kept.
    static func value(of pod: Pod, sandbox: PodSandbox?, hostAddress: String, observation: Observation, now: Timestamp) -> JSONValue {
        let old = pod.status
        let started = old?["startTime"] ?? .string(now.description)
        let (phase, ready): (String, Bool) =
            switch observation {
            case .imageUnknown: ("Pending", false)
            case .running(let listening): ("Running", listening)
            }
        var status: JSONValue = [
            "phase": .string(phase), "startTime": started, "hostIP": .string(hostAddress),
            "hostIPs": [["ip": .string(hostAddress)]], "qosClass": "BestEffort",
            "conditions": .array(
                [("PodScheduled", true), ("Initialized", true), ("ContainersReady", ready), ("Ready", ready)].map {
                    condition($0, $1, old: old, now: now)
                }),
            "containerStatuses": .array(
                pod.containers.map {
                    containerStatus($0, of: pod, restarts: sandbox?.restarts ?? 0, observation: observation, started: started)
                }),
        ]
        if let sandbox {
            status["podIP"] = .string(sandbox.address)
            status["podIPs"] = [["ip": .string(sandbox.address)]]
        }
        return status
    }

    private static func condition(_ type: String, _ holds: Bool, old: JSONValue?, now: Timestamp) -> JSONValue {
        let status = holds ? "True" : "False"
        let previous = (old?["conditions"]?.arrayValue ?? []).first { $0["type"]?.stringValue == type }
        let time = previous?["status"]?.stringValue == status ? previous?["lastTransitionTime"]?.stringValue : nil
        return ["type": .string(type), "status": .string(status), "lastTransitionTime": .string(time ?? now.description)]
    }

    private static func containerStatus(
        _ container: JSONValue, of pod: Pod, restarts: Int, observation: Observation, started: JSONValue
    ) -> JSONValue {
        let image = container["image"] ?? ""
        var status: JSONValue = [
            "name": container["name"] ?? "", "image": image, "imageID": "", "restartCount": .integer(Int64(restarts)),
        ]
        switch observation {
        case .imageUnknown(let message):
            status["ready"] = false
            status["started"] = false
            status["state"] = ["waiting": ["reason": "ErrImagePull", "message": .string(message)]]
        case .running(let listening):
            status["ready"] = .bool(listening)
            status["started"] = true
            status["state"] = ["running": ["startedAt": started]]
            status["containerID"] = .string("lab://\(PodSandbox.short(pod.metadata.uid ?? ""))")
        }
        return status
    }
}
