package import AccessModel
package import DirectoryStorage
import Synchronization

/// What is noted of requests beside what they do: the log of each connection, and when each token was last used.
///
/// A note costs no write. It is kept in memory and goes to the store every few seconds, many in one commit that makes no
/// revision; a crash loses the latest of them and nothing else.
package final class ProvisioningJournal: Sendable {
    private let store: any DirectoryStore
    private let now: Now
    private let notes = Mutex(Notes())
    /// One at a time, so that whoever has flushed finds in the store what was noted before.
    private let flushes = FairSemaphore<Bool>(permits: 1, waitingPerKey: .max)

    package init(_ store: any DirectoryStore, now: @escaping Now) {
        self.store = store
        self.now = now
    }

    /// The connection's last requests, the latest first.
    package func events(of connection: Connection.ID) async throws -> [ProvisioningEvent] {
        // What cannot be written, because the disk is full perhaps, is shown all the same.
        try? await flush()
        let pending = notes.withLock { $0.events[connection] ?? [] }
        return try await pending.reversed() + store.read { try $0.provisioningEvents(of: connection) }
    }

    /// Writes what was noted every few seconds until it is cancelled, and then once more.
    ///
    /// - Parameter failed: is told why notes could not be written; they are kept and tried again.
    package func run(every interval: Duration = .seconds(2), failed: @escaping @Sendable (any Error) -> Void) async {
        while (try? await Task.sleep(for: interval)) != nil { await flush(failed) }
        // Behind the loop, so that nothing is lost that was noted during a flush, or before the first.
        await flush(failed)
    }

    private func flush(_ failed: @escaping @Sendable (any Error) -> Void) async {
        // A task of its own, because the store does nothing for one that is cancelled.
        await Task {
            do { try await self.flush() } catch { failed(error) }
        }.value
    }

    /// Writes everything that was noted until now.
    package func flush() async throws {
        try await flushes.withPermit(for: true) {
            var parts = notes.withLock { $0.take() }
            while let part = parts.last {
                do {
                    try await write(part)
                    parts.removeLast()
                } catch {
                    notes.withLock { [parts] in $0.putBack(parts) }
                    throw error
                }
            }
        }
    }

    func note(_ event: ProvisioningEvent, of connection: Connection.ID) {
        notes.withLock { $0.add(event, of: connection) }
    }

    func note(useOf token: SCIMToken.ID, at instant: Timestamp) {
        notes.withLock { $0.add(useOf: token, at: instant) }
    }

    private func write(_ part: Notes) async throws {
        _ = try await store.commit(by: .system, at: now()) { transaction in
            for (connection, events) in part.events { try transaction.recordEvents(events, of: connection) }
            for (token, instant) in part.uses { try transaction.recordUse(of: token, at: instant) }
        }
    }
}

/// Notes that are not in the store yet.
private struct Notes: Sendable {
    /// The most connections that one commit writes of, so that other commits need not wait for long.
    private static let connectionsPerPart = 10

    private(set) var events: [Connection.ID: [ProvisioningEvent]] = [:]
    private(set) var uses: [SCIMToken.ID: Timestamp] = [:]
    private var strangers = 0

    /// Of those who have shown no good token a few are enough: nobody can fill the memory with invented connections.
    mutating func add(_ event: ProvisioningEvent, of connection: Connection.ID) {
        if !event.isAuthenticated {
            guard strangers < ProvisioningEvent.strangerLimit, connection.isWellFormed else { return }
            strangers += 1
        }
        append([event], of: connection)
    }

    mutating func add(useOf token: SCIMToken.ID, at instant: Timestamp) {
        uses[token] = max(uses[token] ?? instant, instant)
    }

    /// Takes everything out, in parts that are small enough for a commit.
    mutating func take() -> [Notes] {
        var parts: [Notes] = []
        for (connection, list) in events {
            if parts.last.map({ $0.events.count == Self.connectionsPerPart }) ?? true { parts.append(Notes()) }
            parts[parts.count - 1].events[connection] = list
        }
        if parts.isEmpty, !uses.isEmpty { parts.append(Notes()) }
        if !parts.isEmpty { parts[0].uses = uses }
        self = Notes()
        return parts
    }

    /// Takes back what could not be written, before what was noted since.
    mutating func putBack(_ parts: [Notes]) {
        let since = events
        events = [:]
        for part in parts {
            for (connection, list) in part.events { append(list, of: connection) }
            for (token, instant) in part.uses { add(useOf: token, at: instant) }
        }
        for (connection, list) in since { append(list, of: connection) }
    }

    private mutating func append(_ list: [ProvisioningEvent], of connection: Connection.ID) {
        events[connection, default: []] += list
        let excess = (events[connection]?.count ?? 0) - ProvisioningEvent.limit - ProvisioningEvent.strangerLimit
        if excess > 0 { events[connection]?.removeFirst(excess) }
    }
}
