import Glibc

/// A directory of keys, locked against every other process that uses it through this type, until it is let go of.
@safe
struct SigningKeyFolder: ~Copyable {
    let path: String
    private let descriptor: SigningKeyDescriptor

    /// Opens and locks the directory; waits while another process holds it.
    init(path: String) throws(SigningError) {
        self.path = path
        descriptor = SigningKeyDescriptor(unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard descriptor.isOpen else { throw .directoryUnusable(path: path, reason: systemReason()) }
        guard let status = descriptor.status, status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw .directoryUnusable(path: path, reason: "other users may write to it; forbid that with chmod 700")
        }
        while flock(descriptor.number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .directoryUnusable(path: path, reason: systemReason()) }
        }
    }

    /// Makes the directory with mode 0700 where there is none.
    static func make(path: String) throws(SigningError) {
        guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw .directoryUnusable(path: path, reason: systemReason())
    }

    func pathOfFile(_ name: String) -> String { "\(path)/\(name)" }

    /// Nil where there is no such file.
    func openIfPresent(_ name: String) throws(SigningError) -> SigningKeyDescriptor? {
        guard unsafe faccessat(descriptor.number, name, F_OK, 0) == 0 || errno != ENOENT else { return nil }
        return try SigningKeyDescriptor(reading: pathOfFile(name))
    }

    /// Puts a file with mode 0600 in place of `name`: all of it or nothing, and on the disk when this returns.
    func replace(
        _ name: String,
        write: (borrowing SigningKeyDescriptor) throws(SigningError) -> Void
    ) throws(SigningError) {
        // One name for all attempts: the lock is held, so what lies there is what a crash left behind.
        let draft = name + ".new"
        _ = unsafe unlinkat(descriptor.number, draft, 0)
        do throws(SigningError) {
            try writeDraft(draft, write: write)
            guard unsafe renameat(descriptor.number, draft, descriptor.number, name) == 0 else {
                throw .fileNotWritten(path: pathOfFile(name), reason: systemReason())
            }
        } catch {
            _ = unsafe unlinkat(descriptor.number, draft, 0)
            throw error
        }
        try synchronize()
    }

    private func writeDraft(
        _ draft: String,
        write: (borrowing SigningKeyDescriptor) throws(SigningError) -> Void
    ) throws(SigningError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = SigningKeyDescriptor(unsafe openat(descriptor.number, draft, flags, 0o600))
        guard file.isOpen else { throw .fileNotWritten(path: pathOfFile(draft), reason: systemReason()) }
        try write(file)
        guard fchmod(file.number, 0o600) == 0, fsync(file.number) == 0 else {
            throw .fileNotWritten(path: pathOfFile(draft), reason: systemReason())
        }
    }

    /// Removes a file if it is there.
    func remove(_ name: String) throws(SigningError) {
        guard unsafe unlinkat(descriptor.number, name, 0) == 0 || errno == ENOENT else {
            throw .fileNotWritten(path: pathOfFile(name), reason: systemReason())
        }
        try synchronize()
    }

    private func synchronize() throws(SigningError) {
        guard fsync(descriptor.number) == 0 else {
            throw .directoryUnusable(path: path, reason: systemReason())
        }
    }
}
