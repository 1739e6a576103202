import CLibCrypto

/// Reads the public half out of a private key, and with it whether the key is one that the algorithm can use.
enum SigningKeyPublicHalf {
    static func read(
        from handle: OpaquePointer,
        algorithm: SignatureAlgorithm
    ) throws(SigningError) -> JSONWebKey {
        guard unsafe EVP_PKEY_is_a(handle, algorithm.keyType) == 1,
            let parameters = unsafe parameters(of: handle, algorithm: algorithm),
            let key = JSONWebKey(parameters, algorithm: algorithm)
        else {
            ERR_clear_error()
            throw .cryptography(operation: "use the key", reason: "it is no \(algorithm.rawValue) key")
        }
        return key
    }

    private static func parameters(
        of handle: OpaquePointer,
        algorithm: SignatureAlgorithm
    ) -> JSONWebKey.Parameters? {
        switch algorithm {
        case .ES256:
            guard unsafe isP256(handle), let x = unsafe number(OSSL_PKEY_PARAM_EC_PUB_X, of: handle, length: 32),
                let y = unsafe number(OSSL_PKEY_PARAM_EC_PUB_Y, of: handle, length: 32)
            else { return nil }
            return .p256(x: x, y: y)
        case .EdDSA:
            return unsafe rawPublicKey(of: handle).map { .ed25519(x: $0) }
        case .RS256, .PS256:
            guard let n = unsafe number(OSSL_PKEY_PARAM_RSA_N, of: handle),
                let e = unsafe number(OSSL_PKEY_PARAM_RSA_E, of: handle)
            else { return nil }
            return .rsa(n: n, e: e)
        }
    }

    private static func isP256(_ handle: OpaquePointer) -> Bool {
        var name = [CChar](repeating: 0, count: 64)
        guard unsafe EVP_PKEY_get_group_name(handle, &name, name.count, nil) == 1 else { return false }
        return name.starts(with: "prime256v1\0".utf8.map(CChar.init(bitPattern:)))
    }

    private static func rawPublicKey(of handle: OpaquePointer) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(handle, &bytes, &count) == 1, count == bytes.count else { return nil }
        return bytes
    }

    /// A number of the key, big-endian: in `length` bytes, or in as few as it needs.
    private static func number(_ name: String, of handle: OpaquePointer, length: Int? = nil) -> [UInt8]? {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(handle, name, &number) == 1 else { return nil }
        defer { unsafe BN_free(number) }
        let needed = (Int(unsafe BN_num_bits(number)) + 7) / 8
        var bytes = [UInt8](repeating: 0, count: length ?? needed)
        guard unsafe BN_bn2binpad(number, &bytes, Int32(bytes.count)) == bytes.count else { return nil }
        return bytes
    }
}
