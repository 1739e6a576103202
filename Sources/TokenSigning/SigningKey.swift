import CLibCrypto
import Synchronization

/// A private key with the one algorithm it signs with. Its id is the RFC 7638 thumbprint of its public half.
///
/// Signing is thread-safe, blocks for as long as the mathematics take, and never touches a file.
@safe
package final class SigningKey: @unchecked Sendable {
    // Unchecked, because `handle` is a pointer: libcrypto allows any number of threads to sign with one EVP_PKEY that
    // nobody changes, and nobody can, since it never leaves the files named `SigningKey…`.

    package let algorithm: SignatureAlgorithm
    /// The public half, as the key set publishes it.
    package let publicKey: JSONWebKey

    let handle: OpaquePointer
    /// Contexts that no thread uses at the moment; setting one up costs a tenth of a signature.
    let idleContexts = Mutex<[SigningContext]>([])

    package var keyID: String { publicKey.keyID }

    /// Takes over the reference to `handle`, also when it throws.
    init(owning handle: OpaquePointer, algorithm: SignatureAlgorithm) throws(SigningError) {
        unsafe self.handle = handle
        self.algorithm = algorithm
        do {
            publicKey = try unsafe SigningKeyPublicHalf.read(from: handle, algorithm: algorithm)
        } catch {
            unsafe EVP_PKEY_free(handle)
            throw error
        }
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
    }
}

extension SigningKey {
    /// A new random key. RSA takes a good part of a second.
    package static func generate(_ algorithm: SignatureAlgorithm) throws(SigningError) -> SigningKey {
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, algorithm.keyType, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var handle: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe algorithm.setParameters(ofGeneration: context),
            unsafe EVP_PKEY_generate(context, &handle) == 1,
            let handle = unsafe handle
        else { throw .libcrypto("generate an \(algorithm.rawValue) key") }
        return try unsafe SigningKey(owning: handle, algorithm: algorithm)
    }
}

extension SignatureAlgorithm {
    /// What libcrypto calls the type of key.
    var keyType: String {
        switch self {
        case .ES256: "EC"
        case .EdDSA: "ED25519"
        case .RS256, .PS256: "RSA"
        }
    }

    fileprivate func setParameters(ofGeneration context: OpaquePointer?) -> Bool {
        switch self {
        case .ES256: unsafe EVP_PKEY_CTX_set_group_name(context, "prime256v1") == 1
        case .EdDSA: true
        case .RS256, .PS256: unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2_048) == 1
        }
    }
}
