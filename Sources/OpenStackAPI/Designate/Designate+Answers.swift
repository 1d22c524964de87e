import JSON

extension Designate {
    /// Reads answers. Each throws when the body is not what the API promises.
    public enum Answer {
        private struct Zones: Decodable { var zones: [Zone] }
        private struct RecordSets: Decodable { var recordsets: [RecordSet] }

        /// The zones of a list.
        public static func zones(_ body: [UInt8]) throws -> [Zone] { try JSONReader.decode(Zones.self, from: body).zones }

        /// The record sets of a list.
        public static func recordSets(_ body: [UInt8]) throws -> [RecordSet] {
            try JSONReader.decode(RecordSets.self, from: body).recordsets
        }

        /// A record set that was created, changed or deleted.
        public static func recordSet(_ body: [UInt8]) throws -> RecordSet { try JSONReader.decode(RecordSet.self, from: body) }
    }
}
