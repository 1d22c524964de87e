extension Timestamp {
    /// Layout: 0 and whole seconds; 1 and microseconds; 2 and microseconds of a `MicroTime`.
    func pack(_ writer: inout PackedWriter) {
        if !isMicroTime, microseconds % 1_000_000 == 0 {
            writer.put(0)
            writer.put(signed: microseconds / 1_000_000)
        } else {
            writer.put(isMicroTime ? 2 : 1)
            writer.put(signed: microseconds)
        }
    }

    init(unpacking reader: PackedReader) {
        var reader = reader
        self.init(unpacking: &reader)
    }

    init(unpacking reader: inout PackedReader) {
        let form = reader.byte()
        let number = reader.signed()
        self.init(microseconds: form == 0 ? number &* 1_000_000 : number, isMicroTime: form == 2)
    }
}
