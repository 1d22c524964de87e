import Metrics
import Testing

@testable import OperationsServer

@Suite struct PrometheusRegistryTests {
    @Test func `series are written sorted, names and labels as Prometheus wants them`() {
        let registry = PrometheusRegistry()
        Counter(label: "b_total", dimensions: [("z", "1"), ("a", "x\"y\\z\nw")], factory: registry).increment(by: 2)
        Counter(label: "b_total", dimensions: [("a", "x\"y\\z\nw"), ("z", "1")], factory: registry).increment()
        Counter(label: "b_total", dimensions: [], factory: registry).increment()
        Gauge(label: "a.gauge-1", factory: registry).record(1.5)
        Meter(label: "1st", factory: registry).set(-3)
        FloatingPointCounter(label: "c_total", factory: registry).increment(by: 0.25)
        #expect(
            registry.text() == """
                # TYPE _1st gauge
                _1st -3
                # TYPE a_gauge_1 gauge
                a_gauge_1 1.5
                # TYPE b_total counter
                b_total 1
                b_total{a="x\\"y\\\\z\\nw",z="1"} 3
                # TYPE c_total counter
                c_total 0.25

                """)
    }

    @Test func `a timer is a histogram in seconds`() {
        let registry = PrometheusRegistry()
        let timer = Metrics.Timer(label: "t_seconds", dimensions: [("controller", "x")], factory: registry)
        timer.recordMilliseconds(3)
        timer.recordMilliseconds(700)
        timer.recordSeconds(100)
        let lines = registry.text().split(separator: "\n").map(String.init)
        #expect(lines.first == "# TYPE t_seconds histogram")
        #expect(lines.contains(#"t_seconds_bucket{controller="x",le="0.005"} 1"#))
        #expect(lines.contains(#"t_seconds_bucket{controller="x",le="0.6"} 1"#))
        #expect(lines.contains(#"t_seconds_bucket{controller="x",le="0.7"} 2"#))
        #expect(lines.contains(#"t_seconds_bucket{controller="x",le="60"} 2"#))
        #expect(lines.contains(#"t_seconds_bucket{controller="x",le="+Inf"} 3"#))
        #expect(lines.contains(#"t_seconds_sum{controller="x"} 100.703"#))
        #expect(lines.last == #"t_seconds_count{controller="x"} 3"#)
    }

    @Test func `one name has one kind`() {
        let registry = PrometheusRegistry()
        Counter(label: "x", factory: registry).increment()
        Gauge(label: "x", factory: registry).record(7)
        #expect(registry.text() == "# TYPE x counter\nx 1\n")
    }

    @Test func `many tasks count without losing one`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<500 { Counter(label: "n_total", dimensions: [("k", String(task % 2))], factory: registry).increment() }
                }
            }
        }
        #expect(registry.text() == "# TYPE n_total counter\nn_total{k=\"0\"} 2000\nn_total{k=\"1\"} 2000\n")
    }
}
