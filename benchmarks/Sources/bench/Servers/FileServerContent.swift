import FoundationEssentials
import JSON

/// The files of one kind: the whole list, its pages, a watch that begins with all objects, and one that tells of each in turn.
struct FileServerContent {
    let server: SampleServer
    let root: String
    let kind: SampleKind

    func write(events: Int) async throws {
        try await Child.cost(server.curl(kind.path, to: "\(root)/\(kind.rawValue)---.json"))
        try await writePages()
        let version = server.lab.revision
        try writeInitialEvents(version)
        try writeEvents(events, after: version)
    }

    static func writeEmptyList(to root: String) throws {
        let list: JSONValue = [
            "kind": "IngressClassList", "apiVersion": "networking.k8s.io/v1", "metadata": ["resourceVersion": "1"], "items": [],
        ]
        try Data(list.serialized()).write(to: URL(filePath: "\(root)/empty.json"))
    }

    /// The pages that the stand-in gives, with continue tokens that are names of files.
    private func writePages() async throws {
        var token = ""
        for number in 0... {
            let file = "\(root)/\(kind.rawValue)--500-\(number == 0 ? "" : "p\(number)").json"
            try await Child.cost(
                server.curl("\(kind.path)?limit=500" + (token.isEmpty ? "" : "&continue=\(Self.encoded(token))"), to: file))
            let page = Array(try Data(contentsOf: URL(filePath: file)))
            guard let place = try Self.placeOfToken(page) else { return }
            token = String(decoding: page[place], as: UTF8.self)
            try Data(page[..<place.lowerBound] + Array("p\(number + 1)".utf8) + page[place.upperBound...]).write(to: URL(filePath: file))
        }
    }

    private static func encoded(_ token: String) -> String {
        token.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII, character.isLetter || character.isNumber { return String(character) }
            return "%" + String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
        }.joined()
    }

    // Where the token of the next page stands, without its quotation marks.
    private static func placeOfToken(_ page: [UInt8]) throws -> Range<Int>? {
        let metadata = try JSONReader.decode(Page.self, from: page).metadata
        guard let token = metadata.continue, !token.isEmpty else { return nil }
        let text = Array("\"\(token)\"".utf8)
        // It stands in the list's own metadata, before the items or after them.
        for start in page.indices.dropLast(text.count - 1)
        where page[start] == text[0] && page[start..<start + text.count].elementsEqual(text) {
            return start + 1..<start + text.count - 1
        }
        throw BenchError("the page's continue token does not stand in it as it is")
    }

    private struct Page: Decodable {
        struct Metadata: Decodable { let `continue`: String? }
        let metadata: Metadata
    }

    private func writeInitialEvents(_ version: Int64) throws {
        let file = try EventFile(path: "\(root)/\(kind.rawValue)-initial.json")
        var typeMeta: (version: JSONValue?, kind: JSONValue?) = (nil, nil)
        for object in server.lab.objects(kind.rawValue, group: kind.group) {
            typeMeta = (object["apiVersion"], object["kind"])
            try file.append("ADDED", object)
        }
        try file.append(
            "BOOKMARK",
            [
                "apiVersion": typeMeta.version ?? .null, "kind": typeMeta.kind ?? .null,
                "metadata": ["resourceVersion": .string("\(version)"), "annotations": ["k8s.io/initial-events-end": "true"]],
            ])
        try file.close()
    }

    private func writeEvents(_ count: Int, after version: Int64) throws {
        let file = try EventFile(path: "\(root)/\(kind.rawValue)-watch.json")
        let objects = server.lab.objects(kind.rawValue, group: kind.group)
        for number in 0..<count {
            var object = objects[number % objects.count]
            object["metadata"]?["resourceVersion"] = .string("\(version + 1 + Int64(number))")
            try file.append("MODIFIED", object)
        }
        try file.close()
    }
}
