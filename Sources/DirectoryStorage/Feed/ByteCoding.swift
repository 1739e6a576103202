/// Writes the fields of a change row: texts with their length before them.
struct FieldWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ text: String) {
        writeLength(text.utf8.count + 1)
        bytes.append(contentsOf: text.utf8)
    }

    /// Nil is a length of zero; a text's length is written plus one.
    mutating func write(_ text: String?) {
        if let text { write(text) } else { writeLength(0) }
    }

    mutating func write(_ flag: Bool) {
        bytes.append(flag ? 1 : 0)
    }

    /// Little-endian, seven bits a byte.
    private mutating func writeLength(_ length: Int) {
        var rest = UInt(length)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}

/// Reads what ``FieldWriter`` wrote. Anything else is ``StoreError/corrupt(_:)``.
struct FieldReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func text() throws(StoreError) -> String {
        guard let text = try optionalText() else { throw Self.damage }
        return text
    }

    mutating func optionalText() throws(StoreError) -> String? {
        let length = try length()
        guard length > 0 else { return nil }
        guard length - 1 <= bytes.count - offset else { throw Self.damage }
        defer { offset += length - 1 }
        return String(decoding: bytes[offset..<offset + length - 1], as: UTF8.self)
    }

    mutating func flag() throws(StoreError) -> Bool { try byte() == 1 }

    private mutating func byte() throws(StoreError) -> UInt8 {
        guard offset < bytes.count else { throw Self.damage }
        defer { offset += 1 }
        return bytes[offset]
    }

    private mutating func length() throws(StoreError) -> Int {
        var length = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            let byte = try byte()
            length |= Int(byte & 0x7f) << shift
            if byte < 0x80 { return length }
        }
        throw Self.damage
    }

    static let damage = StoreError.corrupt("a change row cannot be read")
}
