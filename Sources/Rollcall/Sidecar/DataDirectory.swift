import ArgumentParser
import DirectoryStorage
import Foundation
import TokenSigning

/// Where everything lasting lies: `directory.sqlite` and `keys/`.
struct DataDirectory {
    var path: String

    var keys: KeyDirectory { KeyDirectory(path: "\(path)/keys") }
    var storePath: String { "\(path)/directory.sqlite" }

    /// Makes the directory, for its owner and group alone, unless it is there.
    func create() throws(CommandFailure) {
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o750]
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: attributes
            )
        } catch {
            let isInTheWay = FileManager.default.fileExists(atPath: path)
            let reason = isInTheWay ? "something that is no directory has its name" : "its place is not writable"
            throw CommandFailure("cannot make the data directory `\(path)`: \(reason); choose another with --data")
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw CommandFailure("the data directory `\(path)` is not writable: choose another with --data")
        }
    }

    /// Opens the store, and makes it on first use.
    ///
    /// - Parameter reserve: bytes of the disk that only what takes access away may use; zero for none.
    func openStore(
        reserve: Int,
        limits: StoreLimits,
        report: @escaping @Sendable (DiskReserve.Event) -> Void
    ) throws(CommandFailure) -> SQLiteDirectoryStore {
        do {
            let reserve = DiskReserve(path: "\(path)/reserve", size: reserve, report: report)
            return try SQLiteDirectoryStore(path: storePath, reserve: reserve, limits: limits)
        } catch {
            throw CommandFailure(opening: error)
        }
    }

    /// Opens the store as it is, beside a server or without one, and writes nothing.
    func openStoreForReading() throws(CommandFailure) -> SQLiteDirectoryStore {
        guard FileManager.default.fileExists(atPath: storePath) else {
            throw CommandFailure(
                "`\(storePath)` is not there: name the server's data directory with --data",
                exitCode: .usage
            )
        }
        do {
            return try SQLiteDirectoryStore(readingFrom: storePath)
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}

extension RollcallConfiguration {
    var dataDirectory: DataDirectory { DataDirectory(path: data) }
}
