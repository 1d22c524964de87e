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

    @Test func `what is known of a metric is its help and its buckets`() {
        let registry = PrometheusRegistry(descriptions: [
            MetricDescription("size", .histogram, labels: ["a"], buckets: [10, 20], help: "Sizes\nof \\ things."),
            MetricDescription("other", .counter, help: "Of another kind than it is measured as."),
        ])
        Recorder(label: "size", dimensions: [("a", "b")], factory: registry).record(20)
        Gauge(label: "other", factory: registry).record(1)
        #expect(
            registry.text() == """
                # TYPE other gauge
                other 1
                # HELP size Sizes\\nof \\\\ things.
                # TYPE size histogram
                size_bucket{a="b",le="10"} 0
                size_bucket{a="b",le="20"} 1
                size_bucket{a="b",le="+Inf"} 1
                size_sum{a="b"} 20
                size_count{a="b"} 1

                """)
    }

    @Test(
        arguments: [
            ([("a", "x\r\ny")], "a=\"x\r\\ny\""), ([("a", "1"), ("a", "2")], "a=\"2\""), ([("le", "1")], "exported_le=\"1\""),
            ([("b:c", ""), ("a-b", "é")], "a_b=\"é\",b_c=\"\""), ([("", "x"), ("1", "y")], "_=\"x\",_1=\"y\""), ([], ""),
        ] as [([(String, String)], String)])
    func `labels are written so that no value can break the page`(labels: [(String, String)], text: String) {
        #expect(MetricLabels(labels).text == text)
    }

    @Test func `endless values of a label cost no endless memory`() {
        let registry = PrometheusRegistry(seriesLimit: 3)
        for value in 0..<10 { Counter(label: "x_total", dimensions: [("v", String(value))], factory: registry).increment() }
        Counter(label: "x_total", dimensions: [("v", "1")], factory: registry).increment()
        let text = registry.text()
        #expect(text.ranges(of: "x_total{v=").count == 3 && text.contains("x_total{v=\"1\"} 2\n"))
        #expect(text.contains("metrics_dropped_total{metric=\"x_total\"} 7\n"))
    }

    @Test func `the process's own numbers are read at each scrape`() throws {
        let registry = PrometheusRegistry()
        registry.collect { ProcessMetrics.samples() }
        let build = MetricDescription("x_build_info", .gauge, labels: ["version"], help: "The build.")
        registry.collect { [MetricSample(build, labels: ["version": "1\"2"], value: 1)] }
        let text = registry.text()
        #expect(text.contains("# HELP x_build_info The build.\n# TYPE x_build_info gauge\nx_build_info{version=\"1\\\"2\"} 1\n"))
        func value(_ name: String) throws -> Double {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }, "\(name)")
            return try #require(Double(line.dropFirst(name.count + 1)))
        }
        #expect(try value("process_cpu_seconds_total") > 0 && value("process_threads") >= 1)
        #expect(try value("process_resident_memory_bytes") > 1e6 && value("process_virtual_memory_bytes") > 1e6)
        #expect(try value("process_open_fds") >= 3 && value("process_max_fds") > value("process_open_fds"))
        let started = try value("process_start_time_seconds")
        let now = Double(wallClock().seconds)
        // The clock of a machine may have been set since it started.
        #expect(started > 1.5e9 && started < now + 86_400)
    }

    @Test(
        arguments: [
            ("7 (a) b (c) S 1 7 7 0 -1 4194304 101 0 0 0 250 150 0 0 20 0 4 0 1000 3133440 416 18446744073709551615 0", 4.0, 1.0e1),
            ("7 (x) S 1 7 7 0 -1 4194304 101 0 0 0 0 0 0 0 20 0 1 0 0 1 1", 0.0, 0.0), ("7 (x", nil, nil), ("", nil, nil),
            ("7 (x) S 1 2 3", nil, nil), ("7 (x) S 1 7 7 0 -1 4194304 101 0 0 0 b c 0 0 20 0 1 0 0 1 1", nil, nil),
        ] as [(String, Double?, Double?)])
    func `a stat file is read whatever the program's name`(text: String, time: Double?, start: Double?) {
        let stat = ProcessStat(text, ticksPerSecond: 100, pageSize: 4096)
        #expect(stat?.processorTime == time && stat?.startAfterBoot == start)
        #expect(ProcessStat.bootTime("cpu 1\nbtime 1700000000\nx") == 1_700_000_000 && ProcessStat.bootTime("x") == nil)
    }

    @Test func `known metrics are described whole`() {
        let known = MetricDescription.known
        #expect(Set(known.map(\.name)).count == known.count)
        for metric in known {
            #expect(!metric.help.isEmpty && MetricLabels.name(metric.name) == metric.name, "\(metric.name)")
            #expect(metric.kind != .counter || metric.name.hasSuffix("_total"), "\(metric.name)")
            #expect(metric.buckets == metric.buckets.sorted(), "\(metric.name)")
        }
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
