import CLibCrypto

/// A public key, ready to check signatures made with the one algorithm it is for. Thread-safe.
@safe
package final class VerificationKey: @unchecked Sendable {
    // Unchecked for the reason that `SigningKey` gives.

    package let key: JSONWebKey
    private let handle: OpaquePointer

    /// Nil where the parameters are no key, such as a point that is not on the curve.
    package init?(_ key: JSONWebKey) {
        let der = SubjectPublicKeyInfo.der(of: key.parameters)
        let handle = unsafe der.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return unsafe d2i_PUBKEY(nil, &start, buffer.count)
        }
        guard let handle = unsafe handle else {
            ERR_clear_error()
            return nil
        }
        self.key = key
        unsafe self.handle = handle
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
    }

    /// Whether `signature`, as JOSE writes it, is this key's over `message`. Anything that goes wrong is a no.
    package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let signature = key.algorithm == .ES256 ? ECDSASignature.der(raw: signature) : signature else {
            return false
        }
        defer { ERR_clear_error() }
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        let digest = unsafe key.algorithm == .EdDSA ? nil : EVP_sha256()
        guard unsafe EVP_DigestVerifyInit(context, &parameters, digest, nil, handle) == 1,
            unsafe key.algorithm.setPadding(of: parameters)
        else { return false }
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
