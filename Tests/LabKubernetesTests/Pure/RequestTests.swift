import JSON
import Testing

@testable import LabKubernetes

/// What requests say by query and header, as values.
struct RequestTests {
    private func read(
        _ query: [String: String], isWatch: Bool = false, _ events: LabKubernetesConfiguration.InitialEvents = .served
    ) throws -> ListRequest { try ListRequest(query, isWatch: isWatch, initialEvents: events) }

    @Test(
        arguments: [
            ([:], nil), (["resourceVersion": "0"], nil), (["resourceVersion": "7"], nil), (["resourceVersion": "7", "limit": "2"], 7),
            (["resourceVersion": "7", "resourceVersionMatch": "Exact"], 7),
            (["resourceVersion": "7", "resourceVersionMatch": "NotOlderThan", "limit": "2"], nil),
        ] as [([String: String], Int64?)]) func `which revision a list must show`(query: [String: String], revision: Int64?) throws
    { #expect(try read(query).exactRevision == revision) }

    @Test(arguments: [
        (["resourceVersionMatch": "Exact"], false, 422), (["resourceVersionMatch": "NotOlderThan"], false, 422),
        (["resourceVersionMatch": "Exact", "resourceVersion": "0"], false, 422),
        (["resourceVersionMatch": "Nearly", "resourceVersion": "1"], false, 422), (["sendInitialEvents": "true"], false, 422),
        (["sendInitialEvents": "true"], true, 422), (["resourceVersionMatch": "NotOlderThan"], true, 422),
        (["resourceVersion": "x"], false, 400), (["resourceVersion": "-1"], true, 400), (["continue": "x"], false, 400),
    ]) func `lists and watches that are refused`(query: [String: String], isWatch: Bool, code: Int) {
        #expect { try read(query, isWatch: isWatch) } throws: { ($0 as? APIFailure)?.code == code }
    }

    @Test func `an old server knows nothing of initial events`() throws {
        let query = ["sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan", "resourceVersion": "3"]
        #expect(try read(query, isWatch: true).sendInitialEvents == true)
        #expect(try read(query, isWatch: true, .ignored).sendInitialEvents == nil)
        #expect { try read(query, isWatch: true, .refused) } throws: { ($0 as? APIFailure)?.code == 422 }
    }

    @Test func `a continue token survives its way to the client and back`() throws {
        let token = ListRequest.Token(revision: 12, after: ObjectKey(namespace: "n", name: "a"))
        #expect(ListRequest.Token(token.text) == token)
        #expect(try read(["continue": token.text]).token == token)
        #expect { try read(["continue": token.text, "resourceVersion": "3"]) } throws: { ($0 as? APIFailure)?.code == 400 }
    }

    private func impersonation(_ headers: [String: [String]]) throws -> Impersonation? {
        var request = APIRequest(
            method: "GET", target: RequestTarget(method: "GET", uri: "/version"), headers: headers.compactMapValues(\.first), body: [])
        request.impersonation = headers
        return try Impersonation(request)
    }

    @Test func `whoever impersonates needs a right for each part`() throws {
        #expect(try impersonation([:]) == nil)
        let account = try #require(try impersonation(["impersonate-user": ["system:serviceaccount:n:bob"]]))
        #expect(account.user.groups == ["system:serviceaccounts", "system:serviceaccounts:n", "system:authenticated"])
        #expect(account.permissions == [AccessRequest(verb: "impersonate", resource: "serviceaccounts", name: "bob", namespace: "n")])
        let user = try #require(
            try impersonation([
                "impersonate-user": ["ann"], "impersonate-group": ["a", "b"], "impersonate-uid": ["u"],
                "impersonate-extra-x%2fy": ["z"],
            ]))
        #expect(user.user == UserInfo(name: "ann", uid: "u", groups: ["a", "b", "system:authenticated"], extra: ["x/y": ["z"]]))
        #expect(user.permissions.map(\.fullResource) == ["users", "groups", "groups", "userextras/x/y", "uids"])
        #expect { try impersonation(["impersonate-group": ["a"]]) } throws: { ($0 as? APIFailure)?.code == 500 }
    }

    @Test(arguments: [
        ("PATCH", "force=true", false, "force"), ("PATCH", "", true, "fieldManager"), ("POST", "dryRun=Some", false, "dryRun"),
        ("PUT", "fieldValidation=No", false, "fieldValidation"),
    ]) func `write options that are refused`(method: String, query: String, isApply: Bool, field: String) {
        let target = RequestTarget(method: method, uri: "/api/v1/namespaces/n/configmaps/c?\(query)")
        #expect { try WriteOptions(target, isApply: isApply) } throws: { ($0 as? APIFailure)?.causes.first?.field == field }
    }

    @Test func `write options that are taken`() throws {
        let target = RequestTarget(
            method: "PATCH", uri: "/api/v1/namespaces/n/configmaps/c?fieldManager=m&force=true&dryRun=All&fieldValidation=Strict")
        let options = try WriteOptions(target, isApply: true)
        #expect(options.isDryRun && options.validation == .strict)
    }

    @Test(
        arguments: [
            (["a": "b"], true), (["example.org/a": ""], true), (["a": "b c"], false), (["a b": ""], false), (["/a": ""], false),
            (["a/b/c": ""], false), (["Up.per_1": "V-1"], true), (["a": "-"], false),
        ] as [(JSONValue, Bool)]) func `labels are checked`(labels: JSONValue, isValid: Bool) throws
    {
        let kind = try #require(KindRegistry().kind(group: "", version: "v1", plural: "configmaps"))
        let problems = ObjectChecks.metadata(["metadata": ["name": "c", "labels": labels]], kind)
        #expect(problems.isEmpty == isValid)
        #expect(problems.allSatisfy { $0.field == "metadata.labels" })
    }

    @Test func `only an empty list, or one of an empty entry, takes managed fields away`() {
        let old: JSONValue = ["metadata": ["managedFields": [["manager": "m"]]]]
        #expect(ManagedFields.isReset(["metadata": ["managedFields": []]], from: old))
        #expect(ManagedFields.isReset(["metadata": ["managedFields": [[:]]]], from: old))
        #expect(!ManagedFields.isReset(["metadata": [:]], from: old))
        #expect(!ManagedFields.isReset(old, from: old))
    }
}
