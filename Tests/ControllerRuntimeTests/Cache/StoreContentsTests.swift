import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct StoreContentsTests {
    private typealias Contents = StoreContents<KubernetesAPI.Service>
    private static let key = ObjectKey(namespace: "n", name: "a")

    private static func object(_ version: String, uid: String = "u1", label: String = "") -> StoredObject<KubernetesAPI.Service> {
        StoredObject(Service(metadata: ObjectMeta(name: "a", namespace: "n", uid: uid, resourceVersion: version, labels: ["l": label])))
    }

    private static func words(_ outcome: StoreOutcome<KubernetesAPI.Service>) -> String {
        if case .unexpected = outcome { return "?" }
        var words: [String] = []
        outcome.forEachChange { change in
            let version = change.object.metadata.resourceVersion ?? ""
            switch change {
            case .added: words.append("+\(version)")
            case .updated(let old, _): words.append("\(old.metadata.resourceVersion ?? "")>\(version)")
            case .deleted: words.append("-\(version)")
            }
        }
        return words.joined(separator: " ")
    }

    /// One step on the object `n/a`.
    enum Step: Sendable {
        case put(String, uid: String = "u1", StoreSource = .watch(after: 10))
        case remove(String, uid: String = "u1")
        case removeUnread(String)
        case beginList, keep, endList, bookmark
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var steps: [Step]
        var told: [String]

        init(_ name: String, _ steps: [Step], _ told: [String]) {
            self.testDescription = name
            self.steps = steps
            self.told = told
        }
    }

    private func run(_ steps: [Step]) -> (told: [String], version: String?) {
        var contents = Contents()
        var told: [String] = []
        for step in steps {
            switch step {
            case .put(let version, let uid, let source):
                told.append(Self.words(contents.put(Self.key, Self.object(version, uid: uid), from: source)))
            case .remove(let version, let uid):
                let last = Self.object(version, uid: uid)
                told.append(Self.words(contents.remove(Self.key, last: last, number: last.number)))
            case .removeUnread(let version):
                told.append(Self.words(contents.remove(Self.key, last: nil, number: UInt64(version) ?? 0)))
            case .beginList: contents.beginList()
            case .keep: contents.keep(Self.key)
            case .endList: told += contents.endList().map { "-\($0.object.metadata.resourceVersion ?? "")" }
            case .bookmark: contents.bookmark()
            }
        }
        return (told.filter { !$0.isEmpty }, contents.slots[Self.key]?.stored.object.metadata.resourceVersion)
    }

    @Test(arguments: [
        Case("news is told", [.put("11"), .put("12"), .remove("13")], ["+11", "11>12", "-13"]),
        Case("the same version twice is told once", [.put("11"), .put("11")], ["+11"]),
        Case("what is older than the stored object is dropped", [.put("15"), .put("12")], ["+15"]),
        Case("an event from before the watch is unexpected", [.put("9")], ["?"]),
        Case("and so is one for an object that is stored already", [.put("15"), .put("9")], ["+15", "?"]),
        Case("an exact repetition of the stored object is nothing strange", [.put("8", .list), .put("8")], ["+8"]),
        Case("a deletion that is older than the stored object is dropped", [.put("15"), .remove("12")], ["+15"]),
        Case(
            "a deletion of an older one of that name never removes the newer one",
            [.put("15", uid: "u2"), .remove("12", uid: "u1")], ["+15"]),
        Case("an object that comes after its own deletion stays away", [.remove("15"), .put("14")], []),
        Case("but a later one of that name does not", [.remove("15"), .put("16", uid: "u2")], ["+16"]),
        Case(
            "events in reverse order leave what they leave in order", [.put("11"), .remove("14"), .put("12"), .remove("13")],
            ["+11", "-14"]),
        Case("a deleted and created object is two changes", [.put("11"), .put("14", uid: "u2")], ["+11", "-11 +14"]),
        Case("a deletion that cannot be read removes", [.put("11"), .removeUnread("12")], ["+11", "-11"]),
        Case("but no newer object", [.put("13"), .removeUnread("12")], ["+13"]),
    ])
    func `a watch`(example: Case) { #expect(run(example.steps).told == example.told) }

    @Test(arguments: [
        Case("what a list does not tell of goes at its end", [.put("8", .list), .beginList, .endList], ["+8", "-8"]),
        Case("and stays when the list breaks off", [.put("8", .list), .beginList, .beginList, .put("8", .list), .endList], ["+8"]),
        Case("what has not changed is not told again", [.put("8", .list), .beginList, .put("8", .list), .endList], ["+8"]),
        Case("what cannot be read stays", [.put("8", .list), .beginList, .keep, .endList], ["+8"]),
        Case("a lower version in a list is the present", [.put("15", .list), .beginList, .put("8", .list), .endList], ["+15", "15>8"]),
        Case("another object of that name is two changes", [.put("8", .list), .put("9", uid: "u2", .list)], ["+8", "-8 +9"]),
        Case(
            "a bookmark makes old deletions be forgotten, so that a reset server may use their versions again",
            [.remove("15"), .bookmark, .put("14")], ["+14"]),
    ])
    func `a list`(example: Case) { #expect(run(example.steps).told == example.told) }

    @Test(arguments: [
        Case("news is told, in the order in which it comes", [.put("b"), .put("a"), .remove("c")], ["+b", "b>a", "-c"]),
        Case("the same version twice is told once", [.put("a"), .put("a")], ["+a"]),
        Case("a deletion of another one of that name is dropped", [.put("a"), .remove("b", uid: "u2")], ["+a"]),
    ])
    func `versions without order`(example: Case) { #expect(run(example.steps).told == example.told) }

    @Test func `after a reset an equal version with another content is a change, and with the same content is none`() {
        var contents = Contents()
        _ = contents.put(Self.key, Self.object("8", label: "x"), from: .list)
        contents.beginList()
        let told = ["x", "y"].map { Self.words(contents.put(Self.key, Self.object("8", label: $0), from: .listAfterReset)) }
        #expect(told == ["", "8>8"])
        #expect(contents.slots[Self.key]?.stored.object.metadata.labels["l"] == "y")
    }

    @Test func `deletions are not remembered without bound`() {
        var contents = Contents()
        for number in 1...20_000 { _ = contents.remove(ObjectKey(name: "x\(number)"), last: nil, number: UInt64(number)) }
        _ = contents.remove(Self.key, last: nil, number: 30_000)
        let told = Self.words(contents.put(Self.key, Self.object("29999"), from: .watch(after: 1)))
        #expect(told.isEmpty)
    }
}
