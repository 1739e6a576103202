import AccessModel
import Foundation

/// The file `keys.json` of a key directory: which keys there are, in the order they were made. Instants are whole
/// seconds since 1970.
struct KeyDirectoryIndex: Codable {
    static let fileName = "keys.json"
    private static let currentVersion = 1
    /// Beyond any sensible use; keeps a damaged file from opening files without end.
    private static let keyLimit = 1_000

    fileprivate struct Entry: Codable {
        var kid: String
        var alg: SignatureAlgorithm
        var state: String
        var created: Int64
        var retired: Int64?
        /// Of an upcoming key that is to take over by itself; versions that do not know it leave the key in line.
        var next: Bool?
        var activates: Int64?
    }

    private var version: Int
    fileprivate var keys: [Entry]

    init(_ records: [KeyRecord]) {
        version = Self.currentVersion
        keys = records.map(Entry.init)
    }

    /// Throws a sentence's end, such as "is no list of keys", that the caller puts the path before.
    static func records(json: [UInt8]) throws(Malformation) -> [KeyRecord] {
        guard let index = try? JSONDecoder().decode(Self.self, from: Data(json)) else {
            throw Malformation(reason: "is no list of keys")
        }
        guard index.version == currentVersion else {
            throw Malformation(reason: "has version \(index.version), which this program does not know")
        }
        let records = index.keys.compactMap(KeyRecord.init)
        guard records.count == index.keys.count, records.count <= keyLimit else {
            throw Malformation(reason: "describes a key in a way that cannot be")
        }
        guard records.count(where: { $0.state == .active }) == 1, records.count(where: \.isNext) <= 1,
            Set(records.map(\.id)).count == records.count
        else {
            throw Malformation(reason: "does not name each key once, one of them as active and at most one as the next")
        }
        return records
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try Array(encoder.encode(self)) + Array("\n".utf8)
    }

    struct Malformation: Error {
        let reason: String
    }
}

extension KeyDirectoryIndex.Entry {
    fileprivate init(_ record: KeyRecord) {
        kid = record.id
        alg = record.algorithm
        created = record.created.seconds
        switch record.state {
        case .upcoming: state = "upcoming"
        case .next(let instant):
            state = "upcoming"
            next = true
            activates = instant?.seconds
        case .active: state = "active"
        case .retired(let instant):
            state = "retired"
            retired = instant.seconds
        }
    }
}

extension KeyRecord {
    /// What a `Timestamp` can hold.
    private static let seconds: ClosedRange<Int64> = 0...9_000_000_000

    /// Nil where the entry names no thumbprint, which would be a way out of the directory, or no possible instant.
    fileprivate init?(_ entry: KeyDirectoryIndex.Entry) {
        guard Base64URL.decode(entry.kid.utf8)?.count == SHA256.byteCount, Self.seconds.contains(entry.created) else {
            return nil
        }
        let state: State
        switch (entry.state, entry.retired) {
        case ("upcoming", nil) where entry.next == true:
            guard Self.seconds.contains(entry.activates ?? 0) else { return nil }
            state = .next(entry.activates.map { Timestamp(seconds: $0) })
        case ("upcoming", nil): state = .upcoming
        case ("active", nil): state = .active
        case ("retired", let instant?) where Self.seconds.contains(instant):
            state = .retired(Timestamp(seconds: instant))
        default: return nil
        }
        self.init(id: entry.kid, algorithm: entry.alg, state: state, created: Timestamp(seconds: entry.created))
    }
}
