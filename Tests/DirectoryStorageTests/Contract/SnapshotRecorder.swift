import AccessModel
import DirectoryStorage
import Synchronization

/// Keeps what a snapshot sends.
final class SnapshotRecorder: Sendable {
    private let received = Mutex<[Change]>([])

    var changes: [Change] { received.withLock { $0 } }

    @Sendable func receive(_ change: Change) { received.withLock { $0.append(change) } }
}

extension DirectoryStore {
    func takeSnapshot() async throws -> (revision: Revision, changes: [Change]) {
        let recorder = SnapshotRecorder()
        let revision = try await snapshot(recorder.receive)
        return (revision, recorder.changes)
    }
}
