import Foundation
import Logging

/// Where a store lies, written beside it at each start: what tells a copy from the store itself.
///
/// A copy has the epoch of its original, and both would give the same revisions to different changes. The file number is
/// that of the store when it was last served here; a device's number may change when the machine starts again and is
/// compared between files that are there now alone.
struct StoreHome: Codable, Equatable {
    /// Absolute path of the data directory.
    var path: String
    var file: UInt64
    /// Of `/etc/machine-id`, where there is one.
    var machine: String?

    /// Nil where there is no store yet.
    init?(of directory: DataDirectory) {
        guard let store = StoreFile(directory.storePath) else { return nil }
        path = URL(fileURLWithPath: directory.path).resolvingSymlinksInPath().path
        file = store.file
        let id = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)
        machine = id.flatMap { $0.split(whereSeparator: \.isWhitespace).first.map(String.init) }
    }

    /// What was written at the last start; nil where there is nothing, or nothing that makes sense.
    static func recorded(in directory: DataDirectory) -> StoreHome? {
        guard let data = FileManager.default.contents(atPath: directory.homePath) else { return nil }
        return try? JSONDecoder().decode(StoreHome.self, from: data)
    }

    func record(in directory: DataDirectory) throws(CommandFailure) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(self).write(to: URL(fileURLWithPath: directory.homePath), options: .atomic)
        } catch {
            throw CommandFailure("`\(directory.homePath)` cannot be written: \(error.localizedDescription)")
        }
    }
}

extension DataDirectory {
    var homePath: String { "\(path)/home.json" }

    /// Refuses a store that was copied from one which is still there, and says what cannot be told for certain.
    func checkHome(logger: Logger) throws(CommandFailure) {
        guard let here = StoreHome(of: self) else { return }
        guard let recorded = StoreHome.recorded(in: self) else {
            return logger.notice(
                "nothing says where the store lay before: if it comes from a backup or a copy, start with --restored"
            )
        }
        let original = DataDirectory(path: recorded.path)
        if let there = StoreFile(original.storePath), there.file == recorded.file, there != StoreFile(storePath) {
            let server = original.isInUse ? ", on which a server works" : ""
            throw CommandFailure(
                "the store in `\(path)` is a copy of the one in `\(recorded.path)`\(server): both would give the same "
                    + "revisions to different changes. Start the copy with --restored, which draws a new epoch for it"
            )
        }
        guard here.file != recorded.file || here.machine != recorded.machine else { return }
        logger.warning(
            """
            the store was copied or moved since it was last served: if it is still served elsewhere, or comes from a \
            backup, stop and start with --restored
            """,
            metadata: ["before": "\(recorded.path)"]
        )
    }
}

/// A file on the disk, by its numbers.
private struct StoreFile: Equatable {
    var device: UInt64
    var file: UInt64

    init?(_ path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let device = attributes?[.systemNumber] as? NSNumber,
            let file = attributes?[.systemFileNumber] as? NSNumber
        else { return nil }
        self.device = device.uint64Value
        self.file = file.uint64Value
    }
}
