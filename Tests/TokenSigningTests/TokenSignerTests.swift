import AccessModel
import Foundation
import Synchronization
import Testing

@testable import TokenSigning

@Suite struct TokenSignerTests {
    @Test(arguments: SignatureAlgorithm.allCases)
    func `a token carries its payload byte for byte and says who signed it`(algorithm: SignatureAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let signer = TokenSigner(KeyRing(active: key))
        let payload = #"{"exp":1790000900,"sub":"waad|globex|ü","roles":[]}"#
        let verified = try TokenVerifier(signer).verify(signer.token(payload))
        #expect(verified.payload == Array(payload.utf8))
        #expect(verified.header == VerifiedToken.Header(algorithm: algorithm, keyID: key.keyID, type: "JWT"))
    }

    @Test(arguments: [(TokenKind.claims, "JWT"), (.decision, "rollcall-decision+jwt"), (.access, "at+jwt")])
    func `a token says of what kind it is`(kind: TokenKind, type: String) throws {
        let signer = TokenSigner(KeyRing(active: try SampleKeys.key(.ES256)))
        let verified = try TokenVerifier(signer, kind: nil).verify(signer.token(#"{"exp":1790000900}"#, as: kind))
        #expect(verified.kind == kind)
        #expect(verified.header.type == type)
    }

    @Test func `the key set names every key of the ring once, the active one first`() throws {
        let keys = try SignatureAlgorithm.allCases.map(SampleKeys.key)
        let ring = KeyRing(
            active: keys[0],
            upcoming: [keys[1]],
            retired: keys[2...].map { .init(key: $0, retired: now) }
        )
        let set = try JSONWebKeySet(parsing: TokenSigner(ring).jwks)
        #expect(set.keys == keys.map(\.publicKey))
    }

    @Test func `a signer verifies what it signs, with the keys that were retired as well`() throws {
        let first = try SampleKeys.key(.ES256)
        let second = try SampleKeys.key(.EdDSA)
        let signer = TokenSigner(KeyRing(active: first))
        let token = Array(try signer.token(#"{"exp":1790000900}"#, as: .access).utf8)
        signer.replace(KeyRing(active: second, retired: [.init(key: first, retired: now)]))
        #expect(try TokenVerifier(keys: signer.keySet, kind: .access).verify(token, at: now).kind == .access)
        signer.replace(KeyRing(active: second))
        #expect(throws: VerificationError.unknownKey(first.keyID)) {
            try TokenVerifier(keys: signer.keySet, kind: .access).verify(token, at: now)
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `the key set holds nothing private`(algorithm: SignatureAlgorithm) throws {
        let signer = TokenSigner(KeyRing(active: try SampleKeys.key(algorithm)))
        let object = try JSONSerialization.jsonObject(with: Data(signer.jwks)) as? [String: [[String: String]]]
        let names = try #require(object?["keys"]?.first).keys
        #expect(names.filter { !["kid", "use", "alg", "kty", "crv", "x", "y", "n", "e"].contains($0) } == [])
    }

    @Test func `many threads sign while keys are replaced, and every token verifies`() throws {
        let rings = try [SignatureAlgorithm.ES256, .EdDSA, .ES256].map { KeyRing(active: try SigningKey.generate($0)) }
        let signer = TokenSigner(rings[0])
        let tokens = Mutex<[[UInt8]]>([])
        let failures = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 8) { worker in
            for number in 0..<200 {
                if worker == 0 {
                    signer.replace(rings[number % rings.count])
                } else if let token = try? signer.sign(
                    Array(#"{"exp":1790000900,"n":\#(worker * 1_000 + number)}"#.utf8),
                    as: .claims
                ) {
                    tokens.withLock { $0.append(token) }
                } else {
                    failures.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(failures.load(ordering: .relaxed) == 0)
        let all = KeyRing(active: rings[0].active, upcoming: [rings[1].active, rings[2].active])
        let verifier = try TokenVerifier(TokenSigner(all))
        let payloads = try tokens.withLock { $0 }.map { try verifier.verify($0, at: now).payload }
        #expect(Set(payloads).count == 7 * 200)
    }
}
