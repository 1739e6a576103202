import AccessModel
@testable import DirectoryStorage
import GRDB
import TestSupport
import Testing

@Suite struct SQLiteFullDiskTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteDirectoryStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
    }

    @Test func `a full disk refuses writes, reads go on, and room makes writes work again`() async throws {
        try await store.seed()
        try await limitPages(to: 0)
        await fillUp()
        let head = try await store.head()
        await #expect(throws: StoreError.full) { try await self.createBigUser("more") }
        #expect(try await store.head() == head)
        #expect(try await store.read { try $0.user(.acme("ann"))?.userName } == "ann")
        #expect(try await store.read { try $0.user(.acme("more")) } == nil)
        #expect(try await store.takeSnapshot().revision == head)
        try await limitPages(to: 1_000_000)
        try await createBigUser("more")
        #expect(try await store.head() == head.next)
    }

    @Test func `a commit that does not fit takes no other down with it`() async throws {
        try await store.seed()
        try await limitPages(to: 40)
        let head = try await store.head()
        await withTaskGroup { group in
            for number in 0..<40 { group.addTask { await createSmallOrHuge(number) } }
        }
        #expect(try await store.head().number == head.number + 30)
        let sets = try await store.allChanges(after: head)
        #expect(sets.map(\.revision.number) == (1...30).map { head.number + $0 })
    }

    @Test func `a body that goes on after the storage failed is not committed`() async throws {
        try await store.seed()
        try await limitPages(to: 0)
        await fillUp()
        let head = try await store.head()
        await #expect(throws: StoreError.full) {
            try await store.commit { transaction throws in
                _ = try? transaction.createUser(UserDocument("big", attributes: big), now: .noon)
                _ = try? transaction.putLoginSettings(LoginSettings(includesGroupsInClaims: true))
            }
        }
        #expect(try await store.head() == head)
        #expect(try await store.read { try $0.loginSettings() } == LoginSettings())
    }

    private let big = "\"" + String(repeating: "x", count: 20_000) + "\""

    /// Lets the file grow by so many pages and no more.
    private func limitPages(to pages: Int) async throws {
        try await store.pool.writeWithoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(count + pages)")
        }
    }

    private func createBigUser(_ name: String) async throws {
        _ = try await store.commit { [big] in
            try $0.createUser(UserDocument(name, attributes: big), now: .noon)
        }
    }

    /// Takes the last free room inside pages.
    private func fillUp() async {
        for number in 0..<200 {
            guard (try? await createBigUser("filler\(number)")) != nil else { return }
        }
        Issue.record("the disk never filled up")
    }

    /// Every fourth commit needs more room than there is.
    private func createSmallOrHuge(_ number: Int) async {
        let isHuge = number % 4 == 0
        let attributes = isHuge ? String(repeating: big, count: 20) : "{}"
        do {
            _ = try await store.commit {
                try $0.createUser(UserDocument("user\(number)", attributes: attributes), now: .noon)
            }
            #expect(!isHuge)
        } catch {
            #expect(isHuge)
            #expect(error as? StoreError == .full)
        }
    }
}
