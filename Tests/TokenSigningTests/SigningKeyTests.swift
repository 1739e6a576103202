import AccessModel
import Testing

@testable import TokenSigning

@Suite struct SigningKeyTests {
    @Test(arguments: SignatureAlgorithm.allCases)
    func `a key verifies what it signed, at every length, and nothing else`(algorithm: SignatureAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let verifier = try #require(VerificationKey(key.publicKey))
        var generator = SplitMix64(seed: 7)
        for length in [0, 1, 31, 32, 33, 63, 64, 65, 1_000, 100_000] {
            let message = seededBytes(length, using: &generator)
            let signature = try key.sign(message)
            #expect(verifier.verifies(signature, of: message))
            #expect(!verifier.verifies(signature, of: message + [0]))
            var tampered = signature
            tampered[Int.random(in: tampered.indices, using: &generator)] ^=
                1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(!verifier.verifies(tampered, of: message))
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `another key of the same algorithm does not verify`(algorithm: SignatureAlgorithm) throws {
        let other = try #require(VerificationKey(SigningKey.generate(algorithm).publicKey))
        #expect(try !other.verifies(SampleKeys.key(algorithm).sign([1, 2, 3]), of: [1, 2, 3]))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `signatures that are none are refused`(algorithm: SignatureAlgorithm) throws {
        let verifier = try #require(VerificationKey(SampleKeys.key(algorithm).publicKey))
        for length in [0, 1, 63, 64, 65, 72, 255, 256, 257, 100_000] {
            for byte: UInt8 in [0, 0x30, 0xff] {
                #expect(!verifier.verifies([UInt8](repeating: byte, count: length), of: [1]))
            }
        }
    }

    @Test func `signatures have the length that JOSE gives them`() throws {
        let lengths = try SignatureAlgorithm.allCases.map { try SampleKeys.key($0).sign([1]).count }
        #expect(lengths == [64, 64, 256, 256])
    }

    @Test func `an ES256 signature is 64 bytes also where a scalar begins with zeros`() throws {
        let key = try SampleKeys.key(.ES256)
        let verifier = try #require(VerificationKey(key.publicKey))
        // Of 2,000 signatures about 16 have such a scalar.
        for number in 0..<2_000 {
            let message = Array(String(number).utf8)
            let signature = try key.sign(message)
            #expect(signature.count == 64)
            #expect(verifier.verifies(signature, of: message))
        }
    }

    @Test func `DER and raw signatures translate into each other`() {
        var generator = SplitMix64(seed: 3)
        for zeros in 0...32 {
            let r = [UInt8](repeating: 0, count: zeros) + seededBytes(32 - zeros, using: &generator)
            let s = seededBytes(32, using: &generator)
            #expect(ECDSASignature.der(raw: r + s).flatMap(ECDSASignature.raw(der:)) == r + s)
        }
    }

    @Test func `anything as DER is a signature or refused, never a crash`() {
        var generator = SplitMix64(seed: 4)
        for _ in 0..<20_000 {
            var der = seededBytes(Int.random(in: 0..<80, using: &generator), using: &generator)
            if der.count > 1 { der[0] = 0x30; der[1] = UInt8(der.count - 2) }
            if der.count > 3 { der[2] = 0x02 }
            #expect(ECDSASignature.raw(der: der).map(\.count) ?? 64 == 64)
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `the id of a key is the thumbprint of its public half`(algorithm: SignatureAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        #expect(key.keyID == key.publicKey.thumbprint)
        #expect(Base64URL.decode(key.keyID.utf8)?.count == 32)
        #expect(try SigningKey.generate(.ES256).keyID != SigningKey.generate(.ES256).keyID)
    }
}
