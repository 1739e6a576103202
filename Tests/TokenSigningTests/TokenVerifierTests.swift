import AccessModel
import Foundation
import Testing

@testable import TokenSigning

@Suite struct TokenVerifierTests {
    private let key: SigningKey
    private let signer: TokenSigner
    private let verifier: TokenVerifier

    init() throws {
        key = try SampleKeys.key(.ES256)
        signer = TokenSigner(KeyRing(active: key))
        verifier = try TokenVerifier(signer)
    }

    /// A token with any header, truly signed.
    private func token(header: String, claims: String = #"{"exp":1790000900}"#) throws -> String {
        let signed = base64URL(header) + "." + base64URL(claims)
        return signed + "." + Base64URL.text(try key.sign(Array(signed.utf8)))
    }

    private func refusal(_ token: String, by verifier: TokenVerifier? = nil, at instant: Timestamp = now)
        -> VerificationError?
    {
        do {
            _ = try (verifier ?? self.verifier).verify(token, at: instant)
            return nil
        } catch {
            return error
        }
    }

    @Test func `every changed character of a token is noticed`() throws {
        let token = Array(try signer.token(#"{"exp":1790000900,"sub":"a"}"#).utf8)
        for index in token.indices {
            var tampered = token
            tampered[index] = tampered[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: VerificationError.self) { try verifier.verify(tampered, at: now) }
        }
    }

    @Test func `every cut of a token is refused`() throws {
        let token = Array(try signer.token(#"{"exp":1790000900}"#).utf8)
        for length in token.indices {
            #expect(throws: VerificationError.self) { try verifier.verify(Array(token.prefix(length)), at: now) }
        }
    }

    @Test(arguments: ["none", "None", "HS256", "ES384", "RS512", "es256", ""])
    func `algorithms that Rollcall does not sign with are refused by name`(name: String) throws {
        let token = try token(header: #"{"alg":"\#(name)","kid":"\#(key.keyID)","typ":"JWT"}"#)
        #expect(refusal(token) == .unsupportedAlgorithm(name))
        let unsigned = token.split(separator: ".").dropLast().joined(separator: ".") + "."
        #expect(refusal(unsigned) == .unsupportedAlgorithm(name))
    }

    @Test(arguments: [SignatureAlgorithm.EdDSA, .RS256, .PS256])
    func `a header cannot choose another algorithm than its key's`(algorithm: SignatureAlgorithm) throws {
        let token = try token(header: #"{"alg":"\#(algorithm.rawValue)","kid":"\#(key.keyID)","typ":"JWT"}"#)
        #expect(refusal(token) == .algorithmMismatch(key: .ES256, token: algorithm))
    }

    @Test func `an RSA key verifies with its own padding only`() throws {
        let pkcs1 = try SampleKeys.key(.RS256)
        let asPSS = try #require(JSONWebKey(pkcs1.publicKey.parameters, algorithm: .PS256))
        let set = try JSONWebKeySet(parsing: Array("{\"keys\":[\(asPSS.json)]}".utf8))
        let verifier = TokenVerifier(keys: set)
        let token = try TokenSigner(KeyRing(active: pkcs1)).token(#"{"exp":1790000900}"#)
        #expect(refusal(token, by: verifier) == .algorithmMismatch(key: .PS256, token: .RS256))
        let signature = try pkcs1.sign([1])
        #expect(VerificationKey(asPSS)?.verifies(signature, of: [1]) == false)
    }

    @Test func `the key must be named and known`() throws {
        #expect(refusal(try token(header: #"{"alg":"ES256","typ":"JWT"}"#)) == .missingKeyID)
        #expect(refusal(try token(header: #"{"alg":"ES256","kid":"x","typ":"JWT"}"#)) == .unknownKey("x"))
        let stranger = TokenSigner(KeyRing(active: try SigningKey.generate(.ES256)))
        let token = try stranger.token(#"{"exp":1790000900}"#)
        #expect(refusal(token) == .unknownKey(stranger.activeKeyID))
    }

    @Test func `a stranger's signature under our key id is refused`() throws {
        let stranger = try SigningKey.generate(.ES256)
        let signed =
            base64URL(#"{"alg":"ES256","kid":"\#(key.keyID)","typ":"JWT"}"#) + "." + base64URL(#"{"exp":1e10}"#)
        let signature = Base64URL.text(try stranger.sign(Array(signed.utf8)))
        #expect(refusal(signed + "." + signature) == .badSignature)
    }

    @Test(arguments: [#""crit":["exp"]"#, #""crit":[]"#, #""crit":null"#, #""b64":false"#])
    func `extensions are refused`(member: String) throws {
        let token = try token(header: #"{"alg":"ES256","kid":"\#(key.keyID)","typ":"JWT",\#(member)}"#)
        #expect(refusal(token) == .unsupportedExtension)
    }

    @Test(arguments: ["", "[]", "null", "1", "{", #"{"alg":1}"#, #"{"alg":"ES256","kid":1}"#, "{}", "\u{0}"])
    func `a header that is no header is refused`(header: String) throws {
        #expect(refusal(try token(header: header)) == .malformedHeader)
    }

    @Test(arguments: ["", ".", "..", "...", "a.b", "a.b.c.d", "é.é.é", "====", "AA==.AA==.AA==", "\0.\0.\0"])
    func `what is no compact token is refused`(text: String) {
        #expect(throws: VerificationError.self) { try verifier.verify(text) }
    }

    @Test(arguments: ["", "[]", "null", "{", "text", #"{"exp":"1"}"#, #"{"exp":true}"#, #"{"exp":1,"aud":3}"#])
    func `claims that are none are refused`(claims: String) throws {
        #expect(refusal(try signer.token(claims)) == .malformedClaims)
    }

    @Test func `a token lives from its beginning to its end, with leeway for clocks`() throws {
        let token = try signer.token(#"{"nbf":1790000100,"iat":1790000100,"exp":1790000200.5}"#)
        func at(_ seconds: Int64) -> VerificationError? {
            refusal(token, at: Timestamp(seconds: 1_790_000_000 + seconds))
        }
        #expect(at(39) == .notYetValid)
        #expect(at(40) == nil)
        #expect(at(260) == nil)
        #expect(at(261) == .expired)
        #expect(at(1_000_000) == .expired)
        let future = try signer.token(#"{"iat":1790000061,"exp":1790000200}"#)
        #expect(refusal(future) == .issuedInFuture)
        #expect(refusal(future, at: now + .seconds(1)) == nil)
    }

    @Test func `a token without an end is refused`() throws {
        #expect(refusal(try signer.token("{}")) == .missingExpiry)
        #expect(refusal(try signer.token(#"{"exp":null}"#)) == .missingExpiry)
    }

    @Test(arguments: ["1e308", "-1e308", "0", "-1", "18446744073709551616", "1e-400"])
    func `impossible instants are no crash`(number: String) throws {
        let token = try signer.token(#"{"exp":\#(number),"nbf":\#(number),"iat":\#(number)}"#)
        #expect(refusal(token) != nil)
    }

    @Test func `issuer and audience are compared byte for byte where they are asked for`() throws {
        let token = try signer.token(#"{"exp":1790000900,"iss":"https://i","aud":["https://a","https://b"]}"#)
        func refused(_ issuer: String?, _ audience: String?) throws -> VerificationError? {
            refusal(token, by: try TokenVerifier(signer, issuer: issuer, audience: audience))
        }
        #expect(try refused(nil, nil) == nil)
        #expect(try refused("https://i", "https://b") == nil)
        #expect(try refused("https://i/", nil) == .wrongIssuer("https://i"))
        #expect(try refused(nil, "https://c") == .wrongAudience(["https://a", "https://b"]))
        let bare = try signer.token(#"{"exp":1790000900,"aud":"\u00e9"}"#)
        #expect(refusal(bare, by: try TokenVerifier(signer, audience: "\u{e9}")) == nil)
        #expect(refusal(bare, by: try TokenVerifier(signer, audience: "e\u{301}")) == .wrongAudience(["é"]))
        #expect(refusal(bare, by: try TokenVerifier(signer, issuer: "x")) == .wrongIssuer(nil))
    }

    @Test func `a signed answer of one kind does not pass for another`() throws {
        let claims = try signer.token(#"{"exp":1790000900}"#, as: .claims)
        let decision = try signer.token(#"{"exp":1790000900}"#, as: .decision)
        let decisions = try TokenVerifier(signer, kind: .decision)
        #expect(refusal(decision) == .wrongType("rollcall-decision+jwt"))
        #expect(refusal(decision, by: decisions) == nil)
        #expect(refusal(claims) == nil)
        #expect(refusal(claims, by: decisions) == .wrongType("JWT"))
        let access = try signer.token(#"{"exp":1790000900}"#, as: .access)
        #expect(refusal(access) == .wrongType("at+jwt"))
        #expect(refusal(access, by: decisions) == .wrongType("at+jwt"))
        #expect(refusal(claims, by: try TokenVerifier(signer, kind: .access)) == .wrongType("JWT"))
    }

    @Test func `the type of a token is compared in any case, and must be one of Rollcall's`() throws {
        func refused(_ member: String, _ kind: TokenKind? = nil) throws -> VerificationError? {
            let token = try token(header: #"{"alg":"ES256","kid":"\#(key.keyID)"\#(member)}"#)
            return refusal(token, by: try TokenVerifier(signer, kind: kind))
        }
        #expect(try refused(#","typ":"Rollcall-Decision+JWT""#, .decision) == nil)
        #expect(try refused(#","typ":"jwt""#, .claims) == nil)
        #expect(try refused(#","typ":"AT+JWT""#, .access) == nil)
        #expect(try refused(#","typ":"id+jwt""#) == .wrongType("id+jwt"))
        #expect(try refused("") == .wrongType(nil))
    }

    @Test func `huge and deep inputs are refused`() throws {
        let limit = CompactToken.sizeLimit
        #expect(refusal(String(repeating: "A", count: limit + 1)) == .tooLarge(limit: limit))
        #expect(refusal(String(repeating: ".", count: limit)) == .malformedToken)
        #expect(refusal(String(repeating: "A", count: 8_000) + ".AAAA.AAAA") == .malformedToken)
        #expect(refusal(try token(header: String(repeating: "[", count: 3_000))) == .malformedHeader)
        #expect(refusal(try signer.token(String(repeating: "[", count: 500_000))) == .malformedClaims)
        let deep = #"{"exp":1790000900,"a":"# + String(repeating: #"{"a":"#, count: 100_000)
        #expect(refusal(try signer.token(deep)) == .malformedClaims)
    }

    @Test func `a message quotes foreign text without what a terminal would act on`() {
        let message = VerificationError.unknownKey("a\u{1b}[31m\n\u{202e}b" + String(repeating: "x", count: 500))
            .description
        #expect(message.hasPrefix("the key set has no key `a?[31m??bxxx"))
        #expect(message.count < 120)
    }
}
