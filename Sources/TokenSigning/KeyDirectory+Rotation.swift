package import AccessModel

// A rotation that no verifier notices takes two steps: the key is published, and it signs once everybody who keeps a key
// set has fetched it. Who asks for one does the first half of the first step; the server, which alone knows when it began
// to publish, does the rest.
extension KeyDirectory {
    /// What ``advance(at:publishing:)`` did.
    package struct Advance: Hashable, Sendable {
        /// Is published from now on, and takes over at the instant of its state.
        package var scheduled: KeyRecord?
        /// Signs from now on.
        package var activated: KeyRecord?
        /// When the next key takes over; nil where none is to.
        package var next: Timestamp?
    }

    /// Marks a key as the next one: the oldest upcoming one, or that of `algorithm` where one is named, else a new key, of
    /// the algorithm named or else of the active key's. One that is marked already stays, unless it is of another
    /// algorithm. Returns the marked key.
    package func requestRotation(
        to algorithm: SignatureAlgorithm? = nil,
        at now: Timestamp
    ) throws(SigningError) -> KeyRecord {
        let folder = try SigningKeyFolder(path: path)
        var records = try existingRecords(in: folder)
        let successor = try successor(of: algorithm, among: &records, at: now, in: folder)
        guard !records[successor].isNext else { return records[successor] }
        for index in records.indices where records[index].isNext { records[index].state = .upcoming }
        records[successor].state = .next(nil)
        try write(records, in: folder)
        return records[successor]
    }

    /// Lets the next key sign whose instant has come, and gives one that has none the instant at which it will. For the
    /// server that publishes the keys: it loads them afterwards.
    ///
    /// - Parameter lead: how long a key is published before it signs.
    package func advance(at now: Timestamp, publishing lead: Duration) throws(SigningError) -> Advance {
        let folder = try SigningKeyFolder(path: path)
        var records = try existingRecords(in: folder)
        guard let index = records.firstIndex(where: \.isNext), case .next(let instant) = records[index].state else {
            return Advance()
        }
        guard let instant else {
            let instant = (now + lead).wholeSeconds
            records[index].state = .next(instant)
            try write(records, in: folder)
            return Advance(scheduled: records[index], next: instant)
        }
        guard instant <= now else { return Advance(next: instant) }
        records.activate(index, at: now)
        try write(records, in: folder)
        return Advance(activated: records[index])
    }

    /// The position of the key that follows the active one; makes one where there is none in line.
    func successor(
        of algorithm: SignatureAlgorithm?,
        among records: inout [KeyRecord],
        at now: Timestamp,
        in folder: borrowing SigningKeyFolder
    ) throws(SigningError) -> Int {
        guard let active = records.first(where: { $0.state == .active }) else { throw .noKeys(path: path) }
        let fits = { (record: KeyRecord) in algorithm == nil || record.algorithm == algorithm }
        if let next = records.firstIndex(where: { $0.isNext && fits($0) }) { return next }
        if let upcoming = records.firstIndex(where: { $0.state == .upcoming && fits($0) }) { return upcoming }
        let made = try addKey(algorithm ?? active.algorithm, state: .upcoming, at: now, in: folder).record
        records.append(made)
        return records.count - 1
    }
}

extension [KeyRecord] {
    /// The key at `index` signs, and the one that did no more.
    mutating func activate(_ index: Int, at now: Timestamp) {
        for other in indices where self[other].state == .active { self[other].state = .retired(now.wholeSeconds) }
        self[index].state = .active
    }
}
