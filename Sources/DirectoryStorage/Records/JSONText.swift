import Foundation

/// Records of the role model as JSON text: the same record always gives the same bytes.
enum JSONText {
    static func encode(_ record: some Encodable) throws(StoreError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try [UInt8](encoder.encode(record))
        } catch {
            // Reached only by a number that JSON cannot write.
            throw .unavailable("a record cannot be written as JSON")
        }
    }

    static func text(_ record: some Encodable) throws(StoreError) -> String {
        try String(decoding: encode(record), as: UTF8.self)
    }

    static func decode<Record: Decodable>(_ bytes: [UInt8]) throws(StoreError) -> Record {
        do {
            return try JSONDecoder().decode(Record.self, from: Data(bytes))
        } catch {
            throw .corrupt("a \(Record.self) cannot be read")
        }
    }

    static func decode<Record: Decodable>(_ text: String) throws(StoreError) -> Record {
        try decode([UInt8](text.utf8))
    }
}
