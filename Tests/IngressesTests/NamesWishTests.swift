import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct NamesWishTests {
    private func wish(hosts: [String?], zone: String = "Shop.Example", deleting: Bool = false) -> NamesWish {
        var loadBalancerClass = Samples.loadBalancerClass
        loadBalancerClass.spec.dns = ClassNames(provider: .designate, zone: zone)
        var ingress = Samples.ingress(deleting: deleting)
        ingress.spec?.rules = hosts.map { Ingress.Rule(host: $0) }
        return NamesWish(ingress, .member(loadBalancerClass), address: "192.0.2.1")
    }

    @Test func `hosts in the zone are wanted once each, in order, those outside are named`() {
        let wish = wish(hosts: [
            "b.shop.example", "A.shop.example", "b.shop.example", nil, "", "other.example", "shop.example", "xshop.example",
        ])
        #expect(wish.hosts == ["b.shop.example.", "a.shop.example.", "shop.example."])
        #expect(wish.outside == ["other.example", "xshop.example"])
    }

    @Test func `wildcards are names too`() {
        #expect(wish(hosts: ["*.shop.example"]).hosts == ["*.shop.example."])
    }

    @Test func `an Ingress that goes, or is not ours, wants nothing`() {
        #expect(wish(hosts: ["a.shop.example"], deleting: true).names == nil)
        #expect(NamesWish(Samples.ingress(), .foreign, address: nil).names == nil)
        #expect(NamesWish(Samples.ingress(), .member(Samples.loadBalancerClass), address: nil).names == nil)
    }
}
