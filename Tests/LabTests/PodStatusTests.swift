import JSON
import KubernetesAPI
import Testing

@testable import Lab

@Suite struct PodStatusTests {
    private let pod = Pod(
        metadata: ObjectMeta(name: "a", namespace: "default", uid: "0b9d9f4e-5d7c-4a8b-9a4e-0f6f4f6b2c11"),
        spec: ["containers": [["name": "c", "image": "ake-lab/echo"]]])
    private let sandbox = PodSandbox(
        uid: "u", podNamespace: "default", podName: "a", worker: 1, address: "10.244.1.1", port: 8080, restarts: 2)

    private func status(_ observation: PodStatus.Observation, of pod: Pod? = nil, at seconds: Int64 = 100) -> JSONValue {
        PodStatus.value(
            of: pod ?? self.pod, sandbox: sandbox, hostAddress: "10.20.0.101", observation: observation, now: Timestamp(seconds: seconds))
    }

    @Test func `a process that listens makes the Pod ready`() {
        var pod = pod
        pod.status = status(.running(listening: true))
        #expect(pod.isReady && pod.phase == "Running" && pod.address == "10.244.1.1")
        #expect(pod.status?["containerStatuses"]?[0]?["restartCount"] == 2)
    }

    @Test func `the same observation later gives the same status`() {
        var pod = pod
        pod.status = status(.running(listening: true))
        #expect(status(.running(listening: true), of: pod, at: 500) == pod.status)
        #expect(status(.running(listening: false), of: pod, at: 500) != pod.status)
    }

    @Test func `an unknown image waits and says why`() {
        let state = status(.imageUnknown("no such image"))["containerStatuses"]?[0]?["state"]?["waiting"]
        #expect(state?["reason"] == "ErrImagePull" && state?["message"] == "no such image")
    }

    @Test(arguments: [("ake-lab/echo", true), ("ake-lab/echo:1.0", true), ("nginx", false), ("ake-lab/echoes", false)])
    func `only the lab's image runs`(image: String, runs: Bool) {
        var pod = pod
        pod.spec = ["containers": [["name": "c", "image": .string(image)]]]
        #expect((LabKubelet.problem(with: pod) == nil) == runs)
    }

    @Test func `listening ports are read from the kernel's table`() {
        let table = """
              sl  local_address rem_address   st tx_queue
               0: 00000000:1F90 00000000:0000 0A 00000000
               1: 0100007F:0050 00000000:0000 01 00000000
            """
        #expect(ListeningPorts.parse(table) == [8080])
    }
}
