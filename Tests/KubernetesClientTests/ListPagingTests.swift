import Testing

@testable import KubernetesClient

@Suite struct ListPagingTests {
    private func paging(_ expiry: ListExpiry, version: String? = nil) -> ListPaging {
        let options = ListOptions(labelSelector: "a", resourceVersion: version, resourceVersionMatch: version == nil ? nil : .notOlderThan)
        return ListPaging(options, pageSize: 2, expiry: expiry)
    }

    @Test func `pages follow their tokens to the last, which has none`() {
        var paging = paging(.fail, version: "5")
        #expect(paging.next == ListOptions(labelSelector: "a", resourceVersion: "5", resourceVersionMatch: .notOlderThan, limit: 2))
        #expect(paging.received(continueToken: "t1") == .deliver(beginsAnew: false))
        #expect(paging.next == ListOptions(labelSelector: "a", limit: 2, continueToken: "t1"))
        #expect(paging.received(continueToken: "") == .deliver(beginsAnew: false))
        #expect(paging.next == nil)
    }

    @Test func `an expired list is the reader's unless it asked otherwise`() {
        var paging = paging(.fail)
        _ = paging.received(continueToken: "t1")
        #expect(paging.expired(continueToken: "inconsistent") == .fail)
        #expect(paging.next == nil)
    }

    @Test func `an expired first page is always the reader's`() {
        for expiry in [ListExpiry.restart, .continueInconsistently] {
            var paging = paging(expiry, version: "5")
            #expect(paging.expired(continueToken: nil) == .fail)
        }
    }

    @Test func `an expired list begins anew and says so, three times`() {
        var paging = paging(.restart, version: "5")
        for _ in 0..<3 {
            _ = paging.received(continueToken: "t1")
            #expect(paging.expired(continueToken: "inconsistent") == .request)
            #expect(paging.next?.continueToken == nil && paging.next?.resourceVersion == "5")
        }
        #expect(paging.received(continueToken: "t2") == .deliver(beginsAnew: true))
        #expect(paging.expired(continueToken: nil) == .fail)
    }

    @Test func `only the first page after a new beginning says so`() {
        var paging = paging(.restart)
        _ = paging.received(continueToken: "t1")
        _ = paging.expired(continueToken: nil)
        #expect(paging.received(continueToken: "t2") == .deliver(beginsAnew: true))
        #expect(paging.received(continueToken: nil) == .deliver(beginsAnew: false))
    }

    @Test func `an expired list goes on by the token that comes with the refusal, or anew without one`() {
        var paging = paging(.continueInconsistently)
        _ = paging.received(continueToken: "t1")
        #expect(paging.expired(continueToken: "inconsistent") == .request)
        #expect(paging.next?.continueToken == "inconsistent")
        #expect(paging.received(continueToken: "t2") == .deliver(beginsAnew: false))
        #expect(paging.expired(continueToken: nil) == .request)
        #expect(paging.next?.continueToken == nil)
        #expect(paging.received(continueToken: nil) == .deliver(beginsAnew: true))
    }
}
