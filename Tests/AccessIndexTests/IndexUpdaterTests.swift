import AccessIndex
import AccessModel
import Synchronization
import Testing

@Suite struct IndexUpdaterTests {
    @Test func `a page that reaches the head is whole, and its beginning is the age`() async throws {
        let publisher = try await follow(PagedFeed(length: 3), until: 3)
        #expect(publisher.asOf == Timestamp(seconds: 2))
    }

    @Test func `pages that end early say nothing of the age, and are followed by others at once`() async throws {
        let publisher = try await follow(PagedFeed(length: 3, tellsOfHead: false), until: 3)
        #expect(publisher.asOf == Timestamp(seconds: 0))
    }

    @Test func `a store in which something is committed before each look still has an age`() async throws {
        let publisher = try await follow(PagedFeed(length: 1, growsWithLooks: true), until: 40)
        #expect(publisher.asOf >= Timestamp(seconds: 39))
    }

    /// An hour between looks where the feed does not grow: all that is read then is read at the first.
    private func follow(_ feed: PagedFeed, until number: UInt64) async throws -> SnapshotPublisher {
        let publisher = SnapshotPublisher(
            IndexBuilder().snapshot(at: PagedFeed.beginning),
            asOf: Timestamp(seconds: 0)
        )
        let updater = IndexUpdater(
            feed: feed,
            publisher: publisher,
            pollInterval: feed.growsWithLooks ? .milliseconds(1) : .seconds(3_600),
            sleep: { try await Task.sleep(for: $0) },
            now: { feed.now },
            report: { _ in }
        )
        let running = Task { await updater.run() }
        try await publisher.reached(Revision(epoch: PagedFeed.beginning.epoch, number: number))
        running.cancel()
        await running.value
        return publisher
    }
}

/// A feed that ends each page after one change set, as one may whose page is full of bytes. Its clock counts the pages
/// that were asked for before.
private final class PagedFeed: ChangeFeed {
    static let beginning = Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 0)

    let growsWithLooks: Bool
    private let tellsOfHead: Bool
    private let length: UInt64
    private let pages = Mutex<Int64>(0)

    init(length: UInt64, tellsOfHead: Bool = true, growsWithLooks: Bool = false) {
        self.length = length
        self.tellsOfHead = tellsOfHead
        self.growsWithLooks = growsWithLooks
    }

    var now: Timestamp { Timestamp(seconds: pages.withLock { $0 }) }

    func changes(after revision: Revision, limit: Int) async throws -> ChangeFeedPage {
        let looks = pages.withLock { pages in
            pages += 1
            return UInt64(pages)
        }
        let head = growsWithLooks ? looks : length
        guard revision.number < head else { return .changeSets([], reachesHead: tellsOfHead) }
        let next = ChangeSet(revision: revision.next, changes: [])
        return .changeSets([next], reachesHead: tellsOfHead && next.revision.number == head)
    }

    func snapshot(_ receive: @Sendable @escaping (Change) throws -> Void) async throws -> Revision { Self.beginning }

    func hints() -> AsyncStream<Void> { AsyncStream { _ in } }
}
