package import AccessModel

/// The keys of one installation as files: `KID.pem`, readable by their owner alone, and `keys.json`, which says what each
/// is for.
///
/// Every change is locked against other processes and is one rename: after a crash the directory is as before the
/// change or as after it. A key file that `keys.json` does not name means nothing. Blocking; not for an event loop.
package struct KeyDirectory: Sendable {
    /// Tokens whose verifier's clock is behind are still verified after their end, by at most this much.
    static let clockSkew = Duration.seconds(300)

    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The keys to sign with; makes the directory and an ES256 key where there is none yet.
    ///
    /// - Parameter made: called with a key that was made, which verifiers of an earlier key's tokens do not know.
    package func loadOrCreate(
        at now: Timestamp,
        made: (KeyRecord) -> Void = { _ in }
    ) throws(SigningError) -> KeyRing {
        let folder = try openOrMakeFolder()
        if let records = try records(in: folder) { return try ring(of: records, in: folder) }
        let first = try addKey(.ES256, state: .active, at: now, in: folder)
        try write([first.record], in: folder)
        made(first.record)
        return KeyRing(active: first.key)
    }

    /// The keys to sign with. What is not exactly as it should be is an error, and nothing is loaded.
    package func load() throws(SigningError) -> KeyRing {
        let folder = try SigningKeyFolder(path: path)
        return try ring(of: existingRecords(in: folder), in: folder)
    }

    /// All keys in the order they were made.
    package func list() throws(SigningError) -> [KeyRecord] {
        let folder = try SigningKeyFolder(path: path)
        return try existingRecords(in: folder)
    }

    /// Makes a key that is published from the next load on, and signs after a later ``rotate(to:at:)``; in between,
    /// verifiers can learn it. In a directory without keys it becomes the active one.
    package func new(_ algorithm: SignatureAlgorithm, at now: Timestamp) throws(SigningError) -> KeyRecord {
        let folder = try openOrMakeFolder()
        let records = try records(in: folder) ?? []
        let state = records.isEmpty ? KeyRecord.State.active : .upcoming
        let record = try addKey(algorithm, state: state, at: now, in: folder).record
        try write(records + [record], in: folder)
        return record
    }

    /// Retires the active key at once and lets the next one sign, else the oldest upcoming one, or that of `algorithm` where one is named. Where
    /// there is none a new key is made, of the algorithm named or else of the retired key's. Returns the active key.
    ///
    /// A process that has loaded the keys goes on signing with the retired key until it loads them again, which must be
    /// well before ``prune(at:tokensLivingAtMost:)`` takes that key away.
    package func rotate(
        to algorithm: SignatureAlgorithm? = nil,
        at now: Timestamp
    ) throws(SigningError) -> KeyRecord {
        let folder = try SigningKeyFolder(path: path)
        var records = try existingRecords(in: folder)
        let successor = try successor(of: algorithm, among: &records, at: now, in: folder)
        records.activate(successor, at: now)
        try write(records, in: folder)
        return records[successor]
    }

    /// Forgets the retired keys whose tokens have all ended, given the longest life that a token can have, and removes
    /// their files. Returns what was removed.
    package func prune(
        at now: Timestamp,
        tokensLivingAtMost lifetime: Duration
    ) throws(SigningError) -> [KeyRecord] {
        let folder = try SigningKeyFolder(path: path)
        let records = try existingRecords(in: folder)
        let ended = records.filter { record in
            guard case .retired(let instant) = record.state else { return false }
            return now.since(instant) > lifetime + Self.clockSkew
        }
        guard !ended.isEmpty else { return [] }
        try write(records.filter { !ended.contains($0) }, in: folder)
        for record in ended { try folder.remove(record.fileName) }
        return ended
    }
}

extension KeyDirectory {
    func openOrMakeFolder() throws(SigningError) -> SigningKeyFolder {
        try SigningKeyFolder.make(path: path)
        return try SigningKeyFolder(path: path)
    }

    /// Nil where the directory has no list of keys yet.
    private func records(in folder: borrowing SigningKeyFolder) throws(SigningError) -> [KeyRecord]? {
        let name = KeyDirectoryIndex.fileName
        guard let file = try folder.openIfPresent(name) else { return nil }
        guard let json = file.contents() else {
            throw .fileUnreadable(path: folder.pathOfFile(name), reason: "its end could not be reached")
        }
        do {
            return try KeyDirectoryIndex.records(json: json)
        } catch {
            throw .fileMalformed(path: folder.pathOfFile(name), reason: error.reason)
        }
    }

    func existingRecords(in folder: borrowing SigningKeyFolder) throws(SigningError) -> [KeyRecord] {
        guard let records = try records(in: folder) else { throw .noKeys(path: path) }
        return records
    }

    func write(_ records: [KeyRecord], in folder: borrowing SigningKeyFolder) throws(SigningError) {
        let path = folder.pathOfFile(KeyDirectoryIndex.fileName)
        guard let json = try? KeyDirectoryIndex(records).json() else {
            throw .fileNotWritten(path: path, reason: "the list of keys could not be encoded")
        }
        try folder.replace(KeyDirectoryIndex.fileName) { file throws(SigningError) in
            guard file.write(json) else { throw .fileNotWritten(path: path, reason: systemReason()) }
        }
    }

    /// The key's file is on the disk when this returns; it counts once `keys.json` names it.
    func addKey(
        _ algorithm: SignatureAlgorithm,
        state: KeyRecord.State,
        at now: Timestamp,
        in folder: borrowing SigningKeyFolder
    ) throws(SigningError) -> (key: SigningKey, record: KeyRecord) {
        let key = try SigningKey.generate(algorithm)
        let record = KeyRecord(id: key.keyID, algorithm: algorithm, state: state, created: now.wholeSeconds)
        let path = folder.pathOfFile(record.fileName)
        try folder.replace(record.fileName) { file throws(SigningError) in try key.writePEM(to: file, path: path) }
        return (key, record)
    }

    private func ring(
        of records: [KeyRecord],
        in folder: borrowing SigningKeyFolder
    ) throws(SigningError) -> KeyRing {
        var active: SigningKey?
        var upcoming = [SigningKey]()
        var retired = [KeyRing.RetiredKey]()
        for record in records {
            let key = try key(of: record, in: folder)
            switch record.state {
            case .upcoming, .next: upcoming.append(key)
            case .active: active = key
            case .retired(let instant): retired.append(KeyRing.RetiredKey(key: key, retired: instant))
            }
        }
        guard let active else { throw .noKeys(path: path) }
        return KeyRing(active: active, upcoming: upcoming, retired: retired)
    }

    private func key(of record: KeyRecord, in folder: borrowing SigningKeyFolder) throws(SigningError) -> SigningKey {
        let path = folder.pathOfFile(record.fileName)
        let key = try SigningKey(pemFile: path, algorithm: record.algorithm)
        guard key.keyID == record.id else {
            throw .fileMalformed(path: path, reason: "holds another key than the one it is named after")
        }
        return key
    }
}

extension KeyRecord {
    fileprivate var fileName: String { "\(id).pem" }
}

extension Timestamp {
    /// As `keys.json` holds it.
    var wholeSeconds: Timestamp { Timestamp(seconds: max(seconds, 0)) }
}
