import Ingresses
import KubernetesAPI
import OperationsServer

extension ReferencePage {
    /// What people may write on objects.
    static func annotations() -> ReferencePage {
        let rows = IngressAnnotation.allCases.map { annotation in
            let help = annotation.help
            return [Markdown.code(annotation.rawValue), help.meaning, help.values, help.absent, help.change]
        }
        return ReferencePage(
            "annotations.md", title: "Annotations",
            [
                "## Of an Ingress\n",
                "What is allowed within these bounds is in the Ingress' [class](loadbalancerclass.md). Any other annotation under "
                    + "`\(AKE.group)/` is named by a warning (`UnknownAnnotation`) and does nothing.\n",
                Markdown.table(["annotation", "meaning", "values", "without it", "changed later"], rows),
                "`\(IngressAnnotation.legacyClass)` names the class where `spec.ingressClassName` is absent.\n",
                "## Of a HeatStack\n",
                Markdown.table(
                    ["annotation", "meaning"],
                    [
                        [
                            Markdown.code(AKE.retryAnnotation),
                            "Any new value has what failed or waits tried again at once, and a settled stack looked at; the time of day will do.",
                        ]
                    ]),
            ])
    }

    /// What Prometheus is told.
    static func metrics() -> ReferencePage {
        let all = (MetricDescription.known + ProcessMetrics.samples().map(\.description)).sorted { $0.name < $1.name }
        return ReferencePage(
            "metrics.md", title: "Metrics",
            [
                "Served by the controllers and the webhook at `/metrics` (`--metrics-address`). What is not measured yet is not shown.\n",
                Markdown.table(
                    ["metric", "kind", "labels", "meaning"],
                    all.map { metric in
                        [
                            Markdown.code(metric.name), metric.kind.rawValue,
                            metric.labels.sorted().map(Markdown.code).joined(separator: " "),
                            metric.help,
                        ]
                    }),
            ])
    }
}
