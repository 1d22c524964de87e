import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct EventSeriesTests {
    private let identity = EventSeries.Identity(uid: "u", name: "n", kind: "Warning", reason: "R", note: "x")

    @Test(
        "an Event's name is one that Kubernetes takes, however long the object's is",
        arguments: [("web", 1), ("a", 253), ("a.", 126), ("a-", 126)])
    func eventName(part: String, count: Int) {
        let object = String(repeating: part, count: count) + "z"
        let name = EventRecorder.name(of: object, at: Timestamp(microseconds: 1_700_000_000_000_000))
        #expect(name.utf8.count <= 253)
        #expect(name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0.last != "-" })
    }

    @Test func `the same event again counts up, until it has been quiet for six minutes`() {
        var series = EventSeries()
        let start = Timestamp(seconds: 0)
        #expect(series.again(identity, at: start) == nil)
        series.first(identity, name: "e1", at: start)
        #expect(series.again(identity, at: start.advanced(by: .seconds(300)))?.count == 2)
        #expect(series.again(identity, at: start.advanced(by: .seconds(600)))?.count == 3)
        #expect(series.again(identity, at: start.advanced(by: .seconds(961))) == nil)
    }

    @Test func `its memory is bounded`() {
        var series = EventSeries()
        for index in 0..<5000 {
            var other = identity
            other.uid = "\(index)"
            series.first(other, name: "e\(index)", at: Timestamp(seconds: 0))
        }
        var last = identity
        last.uid = "4999"
        #expect(series.again(last, at: Timestamp(seconds: 1))?.name == "e4999")
        var first = identity
        first.uid = "0"
        #expect(series.again(first, at: Timestamp(seconds: 1)) == nil)
    }
}
