import GRDB

extension StoreError {
    /// What a failure of GRDB or SQLite means for the caller. Never repeats the arguments of a statement.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error, path: path)
        default: self = .unavailable("\(error)")
        }
    }

    private init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_IOERR where Self.isOutOfSpace(error.extendedResultCode): self = .full
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .notWritable(path: path)
        case .SQLITE_NOTADB: self = .notAStore(path: path)
        case .SQLITE_CORRUPT: self = .corrupt(error.message ?? "\(error.extendedResultCode)")
        default: self = .unavailable(error.message ?? "\(error.extendedResultCode)")
        }
    }

    /// SQLite says `SQLITE_FULL` for a full disk. Quotas, and the memory-mapped `-shm` file, fail otherwise.
    private static func isOutOfSpace(_ code: ResultCode) -> Bool {
        code == .SQLITE_IOERR_WRITE || code == .SQLITE_IOERR_SHMSIZE
    }
}
