import FoundationEssentials
import LoadBalancerNode
import Testing

@Suite struct LastKnownGoodTests {
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = "/tmp/node-state-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }

    @Test func `what was kept comes back the same`() throws {
        try withDirectory { directory in
            let state = LastKnownGood(directory: directory)
            #expect(try state.table() == nil)
            #expect(try state.peers() == nil)
            let table = try Tables.large(50)
            try state.save(Tables.simple([]))
            try state.save(table)
            try state.save(peers: ["10.20.0.101"])
            #expect(try state.table() == table)
            #expect(try state.table()?.table == table.table)
            #expect(try state.peers() == ["10.20.0.101"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["peers.json", "routing-table.json"])
        }
    }

    @Test func `a damaged file is refused by name`() throws {
        try withDirectory { directory in
            let state = LastKnownGood(directory: directory)
            try state.save(Tables.large(5))
            let file = "\(directory)/routing-table.json"
            let bytes = try NodeFile.read(file)
            var flipped = bytes
            flipped[bytes.count / 2] ^= 1
            for damaged in [Array(bytes.dropLast(3)), [], Array("x".utf8), flipped] {
                try NodeFile.replace(file, with: damaged)
                #expect { try state.table() } throws: { "\($0)".contains(file) }
            }
        }
    }

    @Test func `a file that cannot be written is named with the cause`() {
        #expect { try NodeFile.replace("/nonexistent/x", with: []) } throws: {
            "\($0)".contains("/nonexistent/x cannot be written: open: No such")
        }
    }
}
