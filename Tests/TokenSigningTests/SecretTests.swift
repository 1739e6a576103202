import Foundation
import Testing

@testable import TokenSigning

@Suite struct SecretTests {
    @Test func `a secret is 64 lowercase hexadecimal digits and never the same`() {
        let secrets = (0..<100).map { _ in Secret.make() }
        #expect(Set(secrets).count == 100)
        #expect(secrets.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{64}/) != nil })
    }

    @Test func `a digest equals that of the same secret only`() {
        let secret = Secret.make()
        #expect(SecretDigest(of: secret) == SecretDigest(of: secret))
        #expect(SecretDigest(of: secret) != SecretDigest(of: secret.uppercased()))
        #expect(SecretDigest(of: secret) != SecretDigest(of: Secret.make()))
        #expect(SecretDigest(of: secret) != SecretDigest(of: ""))
    }

    @Test func `a digest survives storage as bytes, as text and as JSON`() throws {
        let digest = SecretDigest(of: Secret.make())
        #expect(SecretDigest(bytes: digest.bytes) == digest)
        #expect(SecretDigest(hexadecimal: digest.hexadecimal) == digest)
        let json = try JSONEncoder().encode([digest])
        #expect(try JSONDecoder().decode([SecretDigest].self, from: json) == [digest])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(digest.hexadecimal)\"]")
    }

    @Test func `a digest that was not stored by Rollcall is refused`() {
        let text = SecretDigest(of: "x").hexadecimal
        for wrong in ["", "00", text + "00", text.uppercased(), String(text.dropLast()), text.dropLast() + "g"] {
            #expect(SecretDigest(hexadecimal: wrong) == nil)
        }
        #expect(SecretDigest(bytes: []) == nil)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SecretDigest.self, from: Data("\"00\"".utf8)) }
    }

    @Test func `SHA-256 of the examples in FIPS 180-4`() {
        let examples = [
            "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ]
        for (text, digest) in examples {
            #expect(Hexadecimal.text(SHA256.digest(of: Array(text.utf8))) == digest)
        }
    }
}
