import Foundation
import SystemPackage

extension DataDirectory {
    /// Keeps other servers off the directory for as long as this process lives, however it ends.
    ///
    /// - Returns: the open file whose closing gives the directory free.
    func lock() throws(CommandFailure) -> FileDescriptor {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(
                FilePath("\(path)/lock"),
                .readWrite,
                options: [.create, .closeOnExec],
                permissions: .ownerReadWrite
            )
        } catch {
            throw CommandFailure("the data directory `\(path)` cannot be locked: \(error)")
        }
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure(
                "another server works on the data directory `\(path)`: stop it, or choose another with --data"
            )
        }
        return file
    }

    /// Whether a server works on the directory.
    var isInUse: Bool {
        guard let file = try? FileDescriptor.open(FilePath("\(path)/lock"), .readOnly, options: .closeOnExec) else {
            return false
        }
        defer { try? file.close() }
        return flock(file.rawValue, LOCK_SH | LOCK_NB) != 0
    }
}
