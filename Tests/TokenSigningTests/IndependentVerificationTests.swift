import Foundation
import JWTKit
import Testing

@testable import TokenSigning

/// Tokens are what others say a token is.
@Suite struct IndependentVerificationTests {
    private struct Claims: JWTPayload, Equatable {
        var sub: SubjectClaim
        var exp: ExpirationClaim
        var roles: [String]

        func verify(using algorithm: some JWTAlgorithm) async throws {
            try exp.verifyNotExpired()
        }
    }

    private static let claims = #"{"sub":"okta|acme|é1","exp":4102444800,"roles":["auditor","billing"],"groups":[]}"#
    private static let python = ProcessInfo.processInfo.environment["ROLLCALL_TEST_PYTHON"]

    @Test(arguments: TokenSigning.SignatureAlgorithm.allCases)
    func `jwt-kit verifies what the signer signed`(algorithm: TokenSigning.SignatureAlgorithm) async throws {
        let signer = TokenSigner(KeyRing(active: try SampleKeys.key(algorithm)))
        let token = try signer.token(Self.claims)
        let keys = try await JWTKeyCollection().add(jwksJSON: String(decoding: signer.jwks, as: UTF8.self))
        let claims = try await keys.verify(token, as: Claims.self)
        #expect(claims.sub.value == "okta|acme|é1")
        #expect(claims.roles == ["auditor", "billing"])
        let header = try await keys.unverified(token, as: Claims.self)
        #expect(header == claims)
    }

    @Test(arguments: TokenSigning.SignatureAlgorithm.allCases)
    func `jwt-kit refuses it once a byte of the payload has changed`(
        algorithm: TokenSigning.SignatureAlgorithm
    ) async throws {
        let signer = TokenSigner(KeyRing(active: try SampleKeys.key(algorithm)))
        let tampered = try signer.token(Self.claims)
            .replacing(base64URL(Self.claims), with: base64URL(Self.claims.replacing("billing", with: "owner99")))
        let keys = try await JWTKeyCollection().add(jwksJSON: String(decoding: signer.jwks, as: UTF8.self))
        await #expect(throws: JWTError.self) { try await keys.verify(tampered, as: Claims.self) }
    }

    @Test func `jwt-kit reads our key file, and the verifier accepts what it signed with that`() async throws {
        let directory = try TemporaryDirectory()
        let ring = try KeyDirectory(path: directory.path + "/keys").loadOrCreate(at: now)
        let pem = try String(contentsOfFile: "\(directory.path)/keys/\(ring.active.keyID).pem", encoding: .utf8)
        let keys = await JWTKeyCollection().add(ecdsa: try ES256PrivateKey(pem: pem))
        let claims = Claims(sub: "a", exp: ExpirationClaim(value: Date(timeIntervalSince1970: 4e9)), roles: [])
        let token = try await keys.sign(claims, header: ["kid": .string(ring.active.keyID)])
        let verified = try TokenVerifier(TokenSigner(ring)).verify(token)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        #expect(try decoder.decode(Claims.self, from: Data(verified.payload)) == claims)
    }

    @Test(.enabled(if: python != nil), arguments: TokenSigning.SignatureAlgorithm.allCases)
    func `joserfc and PyJWT verify what the signer signed and nothing else`(
        algorithm: TokenSigning.SignatureAlgorithm
    ) throws {
        let signer = TokenSigner(KeyRing(active: try SampleKeys.key(algorithm)))
        let token = try signer.token(Self.claims)
        let tampered = token.replacing(
            base64URL(Self.claims),
            with: base64URL(Self.claims.replacing("acme", with: "evil"))
        )
        #expect(try pythonAccepts(token, jwks: signer.jwks))
        #expect(try !pythonAccepts(tampered, jwks: signer.jwks))
    }

    private func pythonAccepts(_ token: String, jwks: [UInt8]) throws -> Bool {
        let directory = try TemporaryDirectory()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "verify_with_joserfc.py")
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [
            script.path, try directory.write("jwks.json", String(decoding: jwks, as: UTF8.self)),
            try directory.write("token", token),
        ]
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
