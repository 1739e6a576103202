import Glibc

/// Owns an open file.
@safe
struct SigningKeyDescriptor: ~Copyable {
    /// More than any key file or list of keys needs.
    static let sizeLimit = 1 << 20

    let number: Int32

    /// Takes over `number`, which is negative where opening failed.
    init(_ number: Int32) {
        self.number = number
    }

    /// Opens a plain file that nobody but its owner may read or write.
    init(reading path: String) throws(SigningError) {
        // Not blocking, so that a pipe in a key's place cannot hold up the start.
        number = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard isOpen, let status else { throw .fileUnreadable(path: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .fileUnreadable(path: path, reason: "it is no plain file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .fileExposed(path: path, mode: "0" + String(status.st_mode & 0o777, radix: 8))
        }
        guard status.st_size <= Self.sizeLimit else { throw .fileMalformed(path: path, reason: "is too large") }
    }

    deinit {
        if isOpen { close(number) }
    }

    var isOpen: Bool { number >= 0 }

    var status: stat? {
        var status = stat()
        return unsafe fstat(number, &status) == 0 ? status : nil
    }

    /// The rest of the file; nil where reading fails or there is more than the limit.
    func contents() -> [UInt8]? {
        var contents = [UInt8]()
        var block = [UInt8](repeating: 0, count: 4_096)
        while contents.count <= Self.sizeLimit {
            let count = unsafe Glibc.read(number, &block, block.count)
            guard count != 0 else { return contents }
            guard count > 0 || errno == EINTR else { return nil }
            contents += block.prefix(max(count, 0))
        }
        return nil
    }

    /// False where the system did not take all of it.
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
            }
            guard count > 0 || (count < 0 && errno == EINTR) else { return false }
            rest = rest.dropFirst(max(count, 0))
        }
        return true
    }
}

/// What the system says of the call that has just failed.
func systemReason() -> String {
    unsafe String(cString: strerror(errno)).lowercased()
}
