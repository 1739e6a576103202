import AccessIndex
import AccessModel
import Synchronization
import Testing

@Suite struct IndexUpdaterTests {
    @Test func `short pages are read until an empty one, and that one's beginning is the age`() async throws {
        let feed = ShortPagedFeed(length: 3)
        let publisher = SnapshotPublisher(
            IndexBuilder().snapshot(at: ShortPagedFeed.beginning),
            asOf: Timestamp(seconds: 0)
        )
        // An hour between looks: all that is read here is read at the first.
        let updater = IndexUpdater(
            feed: feed,
            publisher: publisher,
            pollInterval: .seconds(3_600),
            now: { feed.now },
            report: { _ in }
        )
        let running = Task { await updater.run() }
        for _ in 0..<2_000 where publisher.asOf == Timestamp(seconds: 0) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(publisher.current.revision.number == 3)
        #expect(publisher.asOf == Timestamp(seconds: 3))
        running.cancel()
        await running.value
    }
}

/// A feed that ends each page after one change set, as one may whose page is full of bytes. Its clock counts the pages
/// that were asked for.
private final class ShortPagedFeed: ChangeFeed {
    static let beginning = Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 0)

    private let length: UInt64
    private let pages = Mutex<Int64>(0)

    init(length: UInt64) {
        self.length = length
    }

    var now: Timestamp { Timestamp(seconds: pages.withLock { $0 }) }

    func changes(after revision: Revision, limit: Int) async throws -> ChangeFeedPage {
        pages.withLock { $0 += 1 }
        return .changeSets(revision.number < length ? [ChangeSet(revision: revision.next, changes: [])] : [])
    }

    func snapshot(_ receive: @Sendable @escaping (Change) throws -> Void) async throws -> Revision { Self.beginning }

    func hints() -> AsyncStream<Void> { AsyncStream { _ in } }
}
