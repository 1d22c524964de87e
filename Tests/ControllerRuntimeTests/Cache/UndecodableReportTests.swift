import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct UndecodableReportTests {
    private func object(_ name: String, _ version: String) -> UndecodableObject {
        UndecodableObject(key: ObjectKey(name: name), resourceVersion: version, problem: "spec: no")
    }

    @Test func `a version is news once`() {
        var report = UndecodableReport()
        let news = [
            report.note(object("a", "1")), report.note(object("a", "1")), report.note(object("a", "2")), report.note(object("b", "1")),
        ]
        #expect(news == [true, false, true, true])
        #expect(report.objects.map(\.key.name) == ["a", "b"])
    }

    @Test func `what becomes good, or is missing from a list, leaves the report`() {
        var report = UndecodableReport()
        for name in ["a", "b", "c"] { _ = report.note(object(name, "1")) }
        let resolved = [report.resolve(ObjectKey(name: "a")), report.resolve(ObjectKey(name: "a"))]
        #expect(resolved == [true, false])
        report.beginList()
        let isNews = report.note(object("b", "1"))
        let changed = [report.endList(), report.endList()]
        #expect(!isNews && changed == [true, false])
        #expect(report.objects.map(\.key.name) == ["b"])
    }
}
