import AccessModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import DirectoryStorage

/// How long a history is forgotten without holding up those who write.
@Suite struct SQLitePruningTests {
    @Test func `a long history is forgotten in slices, each of which is a state of its own`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
        try await store.pool.write { database in
            try database.execute(sql: Self.longHistory)
            try database.execute(sql: Self.notedSlices)
        }
        try await store.pruneChanges(keeping: 100, since: Timestamp(seconds: 0))
        let slices = try await store.pool.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM slices ORDER BY pruned").map { row in
                [row["pruned"], row["changes"], row["commits"]] as [Int64]
            }
        }
        // With the last revision of each goes everything but the instant.
        #expect(slices == [[2_000, 3_000, 3_001], [4_000, 1_000, 1_001], [4_900, 100, 101]])
        let first = try await store.read { try $0.firstRecordedRevision() }
        #expect(first.number == 4_900)
        #expect(try await store.read { try $0.instant(of: first) } == Timestamp(nanoseconds: 4_900))
        let left = try await store.pool.read { try Int64.fetchAll($0, sql: "SELECT revision FROM changes") }
        #expect(left == Array(4_901...5_000))
    }

    @Test func `what made no revision is forgotten by its age, however much of it there is`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
        try await store.pool.write { database in
            try database.execute(sql: Self.longHistory)
            try database.execute(sql: "UPDATE commits SET revision = NULL WHERE key <= 4999; DELETE FROM changes")
        }
        try await store.pruneChanges(keeping: 5_000, since: Timestamp(nanoseconds: 4_500))
        let kept = try await store.pool.read { try Int64.fetchAll($0, sql: "SELECT key FROM commits ORDER BY key") }
        #expect(kept == Array(4_500...5_000))
    }

    /// 5,000 revisions, of which each is one role put at the nanosecond of its number.
    private static let longHistory = """
        CREATE TEMP TABLE numbers AS WITH RECURSIVE numbers (number) AS (
          SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 5000
        ) SELECT number FROM numbers;
        INSERT INTO commits (key, revision, instant, author)
          SELECT number, number, number, 'system' FROM temp.numbers;
        INSERT INTO changes (revision, sequence, kind, payload) SELECT number, 0, 1, x'00' FROM temp.numbers;
        UPDATE tenant SET revision = 5000;
        """

    /// Notes at the end of every slice how much is left.
    private static let notedSlices = """
        CREATE TABLE slices (pruned INTEGER, changes INTEGER, commits INTEGER);
        CREATE TRIGGER noted_slices AFTER UPDATE OF pruned_revision ON tenant BEGIN
          INSERT INTO slices SELECT new.pruned_revision, (SELECT count(*) FROM changes), (SELECT count(*) FROM commits);
        END;
        """
}
