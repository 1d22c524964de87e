import FoundationEssentials
import JSON
import LabHeat
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import HeatStacks

/// A process that ends after any write of any flow, or that never hears of the write's success: the same end, nothing left over, nothing twice.
@Suite(.timeLimit(.minutes(10))) struct CrashCoverageTests {
    /// One for each core: they wait for nothing but the processor.
    private static let gate = Gate(2)

    @Test(arguments: CrashFlow.all) func `whichever write is the last of a process, the next one comes to the same end`(flow: CrashFlow)
        async throws
    {
        try await Self.gate.within {
            try await Bench.run { bench in try await Self.expectSameEnds(of: flow, on: bench) }
        }
    }

    private static func expectSameEnds(of flow: CrashFlow, on bench: Bench) async throws {
        let whole = CrashDriver(bench)
        try await flow.run(whole)
        try await CrashDriver.clear(bench)
        for index in whole.writes.indices {
            for ending in CrashDriver.Ending.allCases {
                let place = "\(flow.name), at write \(index + 1), \(whole.writes[index]), the process \(ending)"
                let driver = CrashDriver(bench, cut: (index, ending))
                do {
                    try await flow.run(driver)
                } catch let stuck as CrashDriver.Stuck {
                    Issue.record("\(place): \(stuck)")
                }
                for (number, pair) in zip(whole.checkpoints, driver.checkpoints).enumerated() where pair.0 != pair.1 {
                    let difference = JSONMergePatch.difference(from: pair.0, to: pair.1).serializedString
                    Issue.record("\(place): checkpoint \(number + 1) differs by \(difference)")
                }
                try await CrashDriver.clear(bench)
            }
        }
    }

    @Test func `every write in the source has a site of its own, and each is met by the flows`() async throws {
        let met = NIOLockedValueBox<[WriteSite: Set<String>]>([:])
        try await Bench.run { bench in
            for flow in CrashFlow.all {
                let driver = CrashDriver(bench)
                try await flow.run(driver)
                let calls = bench.heat.state.withLockedValue { $0.writes.count }
                // What is on the wire is what the sites say: none writes beside them.
                #expect(driver.counts.heat == calls, "\(flow.name)")
                #expect(driver.counts.kubernetes == driver.writes.count { !$0.isHeats }, "\(flow.name)")
                for site in driver.writes { _ = met.withLockedValue { $0[site, default: []].insert(flow.name) } }
                try await CrashDriver.clear(bench)
            }
        }
        let seen = met.withLockedValue { $0 }
        for site in WriteSite.allCases {
            let flows = seen[site, default: []]
            let target = site.isHeats ? "Heat" : "Kubernetes"
            print("write site \(site) (\(target)): \(flows.isEmpty ? "MET BY NO FLOW" : "\(flows.count) flows, e.g. \(flows.min() ?? "")")")
        }
        let missing = WriteSite.allCases.filter { seen[$0] == nil }
        #expect(missing.isEmpty, "no flow meets \(missing)")
        print("\(seen.count) of \(WriteSite.allCases.count) write sites met by \(CrashFlow.all.count) flows")
    }

    @Test func `no write in the source stands outside a site, and no site stands twice`() throws {
        let sources = try Self.sources()
        let write = /\b(?:client|heat)\.(?:create|update|replace|patch|apply|delete|markUnhealthy|addFinalizer|removeFinalizer|scale)\w*\(/
        var sites: [String: Int] = [:]
        for (file, text) in sources {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() where line.contains(write) {
                let before = number > 0 ? lines[number - 1] : ""
                #expect(line.contains("writing(") || before.contains("writing("), "\(file):\(number + 1):\(line) stands outside a site")
            }
            for match in text.matches(of: /(?:at: |writing\()\.(\w+)/) { sites[String(match.1), default: 0] += 1 }
        }
        let expected = Dictionary(uniqueKeysWithValues: WriteSite.allCases.map { ($0.rawValue, 1) })
        #expect(sites == expected)
    }

    private static func sources() throws -> [(String, String)] {
        let folder = Bench.root + "/Sources/HeatStacks"
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        return try names.sorted().map { ($0, String(decoding: try Data(contentsOf: URL(filePath: folder + "/" + $0)), as: UTF8.self)) }
    }
}
