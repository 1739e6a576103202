import CLibCrypto

/// A key for text that comes back from clients: AES-256-GCM, so that they can neither read nor change nor make it.
package struct SealingKey: Sendable {
    package static let byteCount = 32
    private static let nonceCount = 12
    private static let tagCount = 16

    private let bytes: [UInt8]

    /// A key that nobody else has; what it seals does not outlive the process.
    package static func random() -> Self {
        Self(unchecked: randomBytes(byteCount))
    }

    /// A key of 32 bytes that several processes share; nil for any other length.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// As a file holds it.
    var hexadecimal: String { Hexadecimal.text(bytes) }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What opens under this key and the same `context` only.
    package func seal(_ plaintext: [UInt8], context: [UInt8]) -> [UInt8]? {
        let nonce = Self.randomBytes(Self.nonceCount)
        guard let cipher = SealingCipher(), cipher.start(.sealing, key: bytes, nonce: nonce),
            cipher.authenticate(context), let ciphertext = cipher.update(plaintext), cipher.finish(),
            let tag = cipher.tag(Self.tagCount)
        else { return nil }
        return nonce + ciphertext + tag
    }

    /// Nil for what was not sealed under this key and `context`.
    package func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Self.nonceCount + Self.tagCount else { return nil }
        let nonce = Array(sealed.prefix(Self.nonceCount))
        let tag = Array(sealed.suffix(Self.tagCount))
        let ciphertext = Array(sealed.dropFirst(Self.nonceCount).dropLast(Self.tagCount))
        guard let cipher = SealingCipher(), cipher.start(.opening, key: bytes, nonce: nonce),
            cipher.authenticate(context), let plaintext = cipher.update(ciphertext), cipher.expect(tag), cipher.finish()
        else { return nil }
        return plaintext
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in .random(in: .min ... .max, using: &generator) }
    }
}

/// One run of the cipher; OpenSSL's context and its end.
@safe private struct SealingCipher: ~Copyable {
    enum Direction: CInt {
        case opening = 0
        case sealing = 1
    }

    private let context: OpaquePointer

    /// Nil where libcrypto has no memory.
    init?() {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// GCM's own nonce length is the 12 bytes used here.
    func start(_ direction: Direction, key: [UInt8], nonce: [UInt8]) -> Bool {
        unsafe EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, direction.rawValue) == 1
    }

    func authenticate(_ additional: [UInt8]) -> Bool {
        var count: CInt = 0
        guard !additional.isEmpty, let length = CInt(exactly: additional.count) else { return additional.isEmpty }
        return unsafe EVP_CipherUpdate(context, nil, &count, additional, length) == 1
    }

    func update(_ input: [UInt8]) -> [UInt8]? {
        guard let length = CInt(exactly: input.count) else { return nil }
        guard length > 0 else { return [] }
        var output = [UInt8](repeating: 0, count: input.count)
        var count: CInt = 0
        guard unsafe EVP_CipherUpdate(context, &output, &count, input, length) == 1, count == length else { return nil }
        return output
    }

    /// When opening, whether the tag was right.
    func finish() -> Bool {
        var rest = [UInt8](repeating: 0, count: 16)
        var count: CInt = 0
        return unsafe EVP_CipherFinal_ex(context, &rest, &count) == 1
    }

    func tag(_ count: Int) -> [UInt8]? {
        var tag = [UInt8](repeating: 0, count: count)
        let result = unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, CInt(count), &tag)
        return result == 1 ? tag : nil
    }

    func expect(_ tag: [UInt8]) -> Bool {
        var tag = tag
        return unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, CInt(tag.count), &tag) == 1
    }
}
