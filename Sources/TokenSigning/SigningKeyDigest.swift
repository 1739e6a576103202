import CLibCrypto

// C calls stay in files named `SigningKey…`; this one holds those that need no key.

/// SHA-256.
package enum SHA256 {
    package static let byteCount = 32

    /// The digest of `bytes`, 32 bytes.
    ///
    /// Traps where libcrypto has no SHA-256 or no memory: nothing that Rollcall promises could be kept then.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        let result = unsafe CLibCrypto.SHA256(bytes, bytes.count, &digest)
        unsafe precondition(result != nil, "libcrypto computes no SHA-256")
        return digest
    }
}

/// Whether two byte strings are the same, in a time that depends on their lengths alone.
func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe CRYPTO_memcmp(left, right, left.count) == 0
}
