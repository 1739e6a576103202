import CLibCrypto

extension SigningKey {
    /// Loads a PEM file with one unencrypted private key (PKCS #8, or the older forms that libcrypto reads).
    ///
    /// Refused: what cannot be read, what others than its owner may read or write, and a key that the algorithm cannot
    /// use.
    package convenience init(pemFile path: String, algorithm: SignatureAlgorithm) throws(SigningError) {
        let file = try SigningKeyDescriptor(reading: path)
        let stream = unsafe BIO_new_fd(file.number, BIO_NOCLOSE)
        defer { unsafe BIO_free(stream) }
        // Without this callback libcrypto would ask the terminal for the password of an encrypted key.
        let handle = unsafe PEM_read_bio_PrivateKey(stream, nil, { _, _, _, _ in -1 }, nil)
        ERR_clear_error()
        guard let handle = unsafe handle else {
            throw .fileMalformed(path: path, reason: "holds no unencrypted private key in PEM")
        }
        do {
            try unsafe self.init(owning: handle, algorithm: algorithm)
        } catch {
            throw SigningError.fileMalformed(path: path, reason: "holds no \(algorithm.rawValue) key")
        }
    }

    /// Writes the private key as PKCS #8 in PEM; the bytes go from libcrypto to the file without a copy between.
    func writePEM(to file: borrowing SigningKeyDescriptor, path: String) throws(SigningError) {
        let stream = unsafe BIO_new_fd(file.number, BIO_NOCLOSE)
        defer { unsafe BIO_free(stream) }
        guard unsafe PEM_write_bio_PKCS8PrivateKey(stream, handle, nil, nil, 0, nil, nil) == 1 else {
            let reason = systemReason()
            ERR_clear_error()
            throw .fileNotWritten(path: path, reason: reason)
        }
    }
}
