import CLibCrypto

/// What libcrypto wants set up before it signs, kept from one signature to the next.
@safe
final class SigningContext: @unchecked Sendable {
    // Unchecked: the thread that took a context out of the pool is the only one that knows it.

    private let algorithm: SignatureAlgorithm
    private let key: OpaquePointer
    private let digest: OpaquePointer?
    /// Signs digests; nil for Ed25519, which signs messages.
    private let signer: OpaquePointer?

    init(_ key: OpaquePointer, algorithm: SignatureAlgorithm) throws(SigningError) {
        guard unsafe EVP_PKEY_up_ref(key) == 1 else { throw .libcrypto("sign with \(algorithm.rawValue)") }
        self.algorithm = algorithm
        unsafe self.key = key
        unsafe digest = EVP_MD_CTX_new()
        unsafe signer = algorithm == .EdDSA ? nil : EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        guard prepared() else { throw .libcrypto("sign with \(algorithm.rawValue)") }
    }

    deinit {
        unsafe EVP_PKEY_CTX_free(signer)
        unsafe EVP_MD_CTX_free(digest)
        unsafe EVP_PKEY_free(key)
    }

    func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        guard let signature = signature(of: message) else { throw .libcrypto("sign with \(algorithm.rawValue)") }
        return signature
    }

    private func signature(of message: [UInt8]) -> [UInt8]? {
        switch algorithm {
        case .ES256: signatureOfDigest(of: message).flatMap(ECDSASignature.raw(der:))
        case .EdDSA: signatureOfMessage(message)
        case .RS256, .PS256: signatureOfDigest(of: message)
        }
    }
}

extension SigningContext {
    private func prepared() -> Bool {
        guard algorithm != .EdDSA else { return true }
        guard unsafe EVP_DigestInit_ex(digest, EVP_sha256(), nil) == 1, unsafe EVP_PKEY_sign_init(signer) == 1,
            unsafe EVP_PKEY_CTX_set_signature_md(signer, EVP_sha256()) == 1
        else { return false }
        return unsafe algorithm.setPadding(of: signer)
    }

    private func signatureOfDigest(of message: [UInt8]) -> [UInt8]? {
        var hash = [UInt8](repeating: 0, count: SHA256.byteCount)
        // Nil for the digest: the one that the context had before, without looking it up again.
        guard unsafe EVP_DigestInit_ex(digest, nil, nil) == 1,
            unsafe EVP_DigestUpdate(digest, message, message.count) == 1,
            unsafe EVP_DigestFinal_ex(digest, &hash, nil) == 1
        else { return nil }
        return unsafe signature { bytes, count in unsafe EVP_PKEY_sign(signer, bytes, count, hash, hash.count) }
    }

    private func signatureOfMessage(_ message: [UInt8]) -> [UInt8]? {
        guard unsafe EVP_MD_CTX_reset(digest) == 1,
            unsafe EVP_DigestSignInit(digest, nil, nil, nil, key) == 1
        else { return nil }
        return unsafe signature { bytes, count in
            unsafe EVP_DigestSign(digest, bytes, count, message, message.count)
        }
    }

    private func signature(
        _ write: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>) -> Int32
    ) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: algorithm.signatureCapacity)
        var count = bytes.count
        guard unsafe write(&bytes, &count) == 1 else { return nil }
        bytes.removeSubrange(count...)
        return bytes
    }
}

extension SignatureAlgorithm {
    /// Sets what distinguishes the two RSA algorithms; the others have nothing to set.
    func setPadding(of context: OpaquePointer?) -> Bool {
        switch self {
        case .ES256, .EdDSA: true
        case .RS256: unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        case .PS256:
            unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
        }
    }

    /// Room for what libcrypto writes: DER of P-256, Ed25519, or RSA of up to 8192 bits.
    fileprivate var signatureCapacity: Int {
        switch self {
        case .ES256: 72
        case .EdDSA: 64
        case .RS256, .PS256: 1_024
        }
    }
}
