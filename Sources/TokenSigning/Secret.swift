/// What a bearer of a token or a client must show: 256 random bits, known to nobody but them.
package enum Secret {
    /// 64 lowercase hexadecimal digits from the system's generator. Shown once, kept as ``SecretDigest``, never logged.
    package static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Hexadecimal.text(bytes)
    }
}

/// What is kept of a secret: its SHA-256. Enough against guessing, because the secret has 256 random bits.
package struct SecretDigest: Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    package init(of secret: String) {
        bytes = SHA256.digest(of: Array(secret.utf8))
    }

    /// A digest as it was stored; nil where it is not 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A digest as it was stored; nil where it is not 64 lowercase hexadecimal digits.
    package init?(hexadecimal text: String) {
        guard let bytes = Hexadecimal.bytes(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// 64 lowercase hexadecimal digits.
    package var hexadecimal: String { Hexadecimal.text(bytes) }
}

extension SecretDigest: Equatable {
    /// In constant time.
    package static func == (left: Self, right: Self) -> Bool {
        equalInConstantTime(left.bytes, right.bytes)
    }
}

extension SecretDigest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = Self(hexadecimal: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a SHA-256 in hexadecimal")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hexadecimal)
    }
}
