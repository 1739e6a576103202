import AccessModel
import GRDB

extension SQLiteTransaction {
    /// Keeps who made a revision, when, and in which request.
    func write(_ authorship: Authorship, of revision: Revision) throws(StoreError) {
        try session.run(
            "INSERT INTO commits (revision, sequence, instant, author, request_id) VALUES (?, 0, ?, ?, ?)",
            Int64(revision.number),
            authorship.instant.nanoseconds,
            authorship.author.description,
            authorship.request?.description
        )
    }
}
