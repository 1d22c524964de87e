/// All series of one metric.
struct MetricFamily: Sendable {
    let description: MetricDescription
    var series: [MetricLabels: MetricSeries] = [:]

    init(description: MetricDescription) {
        self.description = description
    }

    /// The lines in Prometheus' text format.
    func text(name: String) -> String {
        var text = description.help.isEmpty ? "" : "# HELP \(name) \(MetricLabels.escapedHelp(description.help))\n"
        text += "# TYPE \(name) \(description.kind.rawValue)\n"
        for (labels, series) in series.sorted(by: { $0.key < $1.key }) { text += series.lines(name: name, labels: labels) }
        return text
    }
}
