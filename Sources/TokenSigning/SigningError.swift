/// Why keys could not be made, kept or used. No case carries key material.
package enum SigningError: Error, Hashable, Sendable {
    /// The file is missing, no plain file, or the system refuses it.
    case fileUnreadable(path: String, reason: String)
    /// Others than its owner may read or write the file; `mode` is octal.
    case fileExposed(path: String, mode: String)
    /// The file does not hold what its name and place promise.
    case fileMalformed(path: String, reason: String)
    /// The file could not be made durable; what was there before still is.
    case fileNotWritten(path: String, reason: String)
    /// The key directory cannot be made, opened or trusted.
    case directoryUnusable(path: String, reason: String)
    /// The directory holds no keys yet.
    case noKeys(path: String)
    /// libcrypto refused an operation.
    case cryptography(operation: String, reason: String)
}

extension SigningError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .fileUnreadable(let path, let reason):
            "cannot read key file `\(path)`: \(reason); the server's user must own it, or move it away and make a new key"
        case .fileExposed(let path, let mode):
            "key file `\(path)` is open to other users (mode \(mode)); allow its owner alone with chmod 600"
        case .fileMalformed(let path, let reason): "key file `\(path)` \(reason)"
        case .fileNotWritten(let path, let reason): "cannot write key file `\(path)`: \(reason)"
        case .directoryUnusable(let path, let reason): "cannot use key directory `\(path)`: \(reason)"
        case .noKeys(let path): "key directory `\(path)` holds no keys"
        case .cryptography(let operation, let reason): "cannot \(operation): \(reason)"
        }
    }
}
