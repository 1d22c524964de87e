import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct IngressParametersTests {
    private func read(_ annotations: [String: String]) -> (
        result: Result<IngressParameters, IngressParameters.Problems>, warnings: [IngressProblem]
    ) {
        IngressParameters.read(from: annotations, class: Samples.classSpec, className: "bigip")
    }

    @Test func `without annotations the class decides`() throws {
        #expect(try read([:]).result.get() == IngressParameters(flavor: "small", replicas: 2, followsClass: true, fluentdS3Bucket: ""))
    }

    @Test func `annotations choose within the class`() throws {
        let parameters = try read([
            "ake.adtech.cyberagent.io/ingress-controller-flavor": "large",
            "ake.adtech.cyberagent.io/ingress-controller-replicas": "5",
            "ake.adtech.cyberagent.io/fluentd-s3-bucket": "ad-logs.tokyo",
        ]).result.get()
        #expect(parameters == IngressParameters(flavor: "large", replicas: 5, fluentdS3Bucket: "ad-logs.tokyo"))
    }

    @Test(
        "a bad value is refused with the annotation, the value and the remedy",
        arguments: [
            (IngressAnnotation.replicas, "many", "a whole number from 1 to 5"), (.replicas, "", "a whole number from 1 to 5"),
            (.replicas, "-1", "a whole number from 1 to 5"), (.replicas, "+2", "a whole number from 1 to 5"),
            (.replicas, "2.0", "a whole number from 1 to 5"), (.replicas, "٣", "a whole number from 1 to 5"),
            (.replicas, "0", "out of bounds"), (.replicas, "6", "out of bounds"),
            (.replicas, "99999999999999999999", "a whole number from 1 to 5"),
            (.flavor, "huge", "Choose one of: small, large"), (.flavor, "", "Choose one of: small, large"),
            (.flavor, "small\nlarge", "Choose one of: small, large"),
            (.fluentdS3Bucket, "A", "3 to 63"), (.fluentdS3Bucket, "-ab", "3 to 63"), (.fluentdS3Bucket, "a..b", "3 to 63"),
            (.fluentdS3Bucket, "a$(reboot)", "3 to 63"), (.fluentdS3Bucket, "ab\"c", "3 to 63"),
        ])
    func refused(annotation: IngressAnnotation, value: String, expected: String) throws {
        guard case .failure(let problems) = read([annotation.rawValue: value]).result else { return #expect(Bool(false), "accepted") }
        let problem = try #require(problems.all.first)
        #expect(problems.all.count == 1)
        #expect(problem.field == annotation.rawValue)
        #expect(problem.reason == .invalidParameter)
        #expect(problem.description.contains(expected))
    }

    @Test func `every problem is told at once`() {
        guard case .failure(let problems) = read([IngressAnnotation.flavor.rawValue: "x", IngressAnnotation.replicas.rawValue: "y"]).result
        else { return #expect(Bool(false), "accepted") }
        #expect(problems.all.count == 2)
    }

    @Test func `a misspelt annotation is told of and does no harm`() throws {
        let (result, warnings) = read(["ake.adtech.cyberagent.io/ingress-controller-replica": "3", "example.com/x": "y"])
        #expect(try result.get().replicas == 2)
        #expect(warnings.map(\.field) == ["ake.adtech.cyberagent.io/ingress-controller-replica"])
        #expect(warnings.first?.remedy.contains("ingress-controller-replicas") == true)
    }
}
