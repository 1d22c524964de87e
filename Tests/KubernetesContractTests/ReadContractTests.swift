import KubernetesAPI
import KubernetesClient
import Testing

@Suite(.timeLimit(.minutes(2))) struct ReadContractTests {
    @Test func `what was created is read back, and what was not is not found`() async throws {
        try await ContractCluster.with { cluster async throws in
            let account = ServiceAccount(metadata: ObjectMeta(name: "reader", namespace: cluster.namespace, labels: ["app": "reader"]))
            let created = try await cluster.client.create(account)
            let read = try await cluster.client.get(ServiceAccount.self, "reader", namespace: cluster.namespace)
            #expect(read.metadata.uid == created.metadata.uid && read.metadata.labels == ["app": "reader"])
            let error = await #expect(throws: KubernetesError.self) {
                try await cluster.client.get(ServiceAccount.self, "nobody", namespace: cluster.namespace)
            }
            #expect(error?.isNotFound == true)
        }
    }
}
