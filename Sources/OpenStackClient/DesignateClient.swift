import OpenStackAPI

/// Designate's calls, typed. Each throws ``OpenStackError`` or `CancellationError`.
public struct DesignateClient: Sendable {
    private let client: OpenStackClient
    private let deadline: Duration
    private let pageSize: Int

    /// Makes a client on top of an authenticated one.
    ///
    /// - Parameters:
    ///   - deadline: how long one call may take, repetitions included.
    ///   - pageSize: how many record sets one page of a list holds.
    public init(_ client: OpenStackClient, deadline: Duration = .seconds(20), pageSize: Int = 500) {
        self.client = client
        self.deadline = deadline
        self.pageSize = pageSize
    }

    /// The zone of that name (with the dot at its end); nil if the project has none.
    public func zone(named name: String) async throws -> Designate.Zone? {
        let zones = try read(try await client.send(Designate.zones(named: name), deadline: deadline), Designate.Answer.zones)
        return zones.first { $0.name.lowercased() == name.lowercased() && $0.status != "DELETED" }
    }

    /// The record sets that pass the filter, of all pages. Names that the filter's wildcard let through are sorted out.
    ///
    /// - Parameter zone: nil: of all zones of the project.
    public func recordSets(
        in zone: Designate.Zone?, _ filter: Designate.RecordSetFilter = Designate.RecordSetFilter()
    ) async throws -> [Designate.RecordSet] {
        var all: [Designate.RecordSet] = []
        var marker: String?
        while true {
            let request = Designate.recordSets(zone: zone?.id, filter, limit: pageSize, marker: marker)
            let page = try read(try await client.send(request, deadline: deadline), Designate.Answer.recordSets)
            all += page.filter { recordSet in
                filter.name.map { $0.lowercased() == recordSet.name.lowercased() } ?? true
                    && filter.type.map { $0 == recordSet.type } ?? true
                    && filter.description.map { $0 == recordSet.description } ?? true
            }
            guard let last = page.last, page.count >= pageSize, last.id != marker else { return all }
            marker = last.id
        }
    }

    /// Creates a record set in the zone that it names. An error with `mayHaveHappened` says: look for it by its name.
    @discardableResult
    public func create(_ recordSet: Designate.RecordSet) async throws -> Designate.RecordSet {
        let body = try await client.send(Designate.createRecordSet(zone: recordSet.zoneID, recordSet), deadline: deadline)
        return try read(body, Designate.Answer.recordSet, mayHaveHappened: true)
    }

    /// Replaces what a record set says.
    public func update(_ recordSet: Designate.RecordSet) async throws {
        let request = Designate.updateRecordSet(zone: recordSet.zoneID, id: recordSet.id, recordSet)
        _ = try await client.send(request, deadline: deadline)
    }

    /// Deletes a record set; one that does not exist is no error.
    public func delete(_ recordSet: Designate.RecordSet) async throws {
        do {
            _ = try await client.send(Designate.deleteRecordSet(zone: recordSet.zoneID, id: recordSet.id), deadline: deadline)
        } catch let error as OpenStackError where error.kind == .notFound {
            return
        }
    }

    private func read<T>(_ body: [UInt8], _ reader: ([UInt8]) throws -> T, mayHaveHappened: Bool = false) throws -> T {
        do {
            return try reader(body)
        } catch {
            throw OpenStackError(
                .malformedAnswer, "Designate's answer cannot be read: \(error)", service: .dns, mayHaveHappened: mayHaveHappened)
        }
    }
}
