import AccessModel
import Testing

@testable import TokenSigning

@Suite struct JSONWebKeySetTests {
    private func parse(_ json: String) throws(VerificationError) -> JSONWebKeySet {
        try JSONWebKeySet(parsing: Array(json.utf8))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a key survives being published`(algorithm: SignatureAlgorithm) throws {
        let key = try SampleKeys.key(algorithm).publicKey
        #expect(try parse("{\"keys\":[\(key.json)]}").keys == [key])
    }

    @Test(arguments: ["", "[]", "null", "{}", #"{"keys":{}}"#, #"{"keys":1}"#, "{\"keys\":[", "\u{0}"])
    func `what is no key set is refused`(json: String) {
        #expect(throws: VerificationError.malformedKeySet(reason: "is no JSON object with an array `keys`")) {
            try parse(json)
        }
    }

    @Test(arguments: [
        "1", "null", "[]", "{}", #"{"kty":"oct","kid":"k","k":"AA"}"#, #"{"kty":"EC","kid":1}"#,
        #"{"kty":"EC","crv":"P-256","kid":"k"}"#, #"{"kty":"EC","crv":"P-256","kid":"k","x":"AA","y":"AA"}"#,
        #"{"kty":"EC","crv":"P-384","kid":"k","x":"X","y":"Y"}"#, #"{"kty":"EC","crv":"P-256","x":"X","y":"Y"}"#,
        #"{"kty":"EC","crv":"P-256","kid":"k","x":"Y","y":"X"}"#,
        #"{"kty":"EC","crv":"P-256","kid":"k","x":"X","y":"Y","use":"enc"}"#,
        #"{"kty":"EC","crv":"P-256","kid":"k","x":"X","y":"Y","key_ops":["sign"]}"#,
        #"{"kty":"EC","crv":"P-256","kid":"k","x":"X","y":"Y","alg":"RS256"}"#,
        #"{"kty":"EC","crv":"P-256","kid":"k","x":"X","y":"Y","alg":"none"}"#,
        #"{"kty":"EC","crv":"P-256","kid":"k","x":"X=","y":"Y"}"#,
        #"{"kty":"OKP","crv":"X25519","kid":"k","x":"X"}"#, #"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"AA"}"#,
        #"{"kty":"RSA","kid":"k","n":"AQAB","e":"AQAB"}"#, #"{"kty":"RSA","kid":"k","n":"","e":""}"#,
    ])
    func `a key that cannot be used is left out and spoils nothing`(element: String) throws {
        let key = try SampleKeys.key(.ES256).publicKey
        guard case .p256(let x, let y) = key.parameters else { return }
        let element = element.replacing("\"X", with: "\"" + Base64URL.text(x))
            .replacing("\"Y", with: "\"" + Base64URL.text(y))
        #expect(try parse("{\"keys\":[\(element),\(key.json)]}").keys == [key])
    }

    @Test func `RSA numbers of impossible size are left out`() throws {
        for (n, e) in [(255, 3), (1_025, 3), (256, 0), (256, 9), (100_000, 3)] {
            let modulus = Base64URL.text([0x80] + [UInt8](repeating: 1, count: n - 1))
            let exponent = Base64URL.text([UInt8](repeating: 3, count: e))
            let json = #"{"keys":[{"kty":"RSA","kid":"k","n":"\#(modulus)","e":"\#(exponent)"}]}"#
            #expect(try parse(json).keys.isEmpty)
        }
    }

    @Test func `every point beside the curve is left out`() throws {
        guard case .p256(let x, let y) = try SampleKeys.key(.ES256).publicKey.parameters else { return }
        for index in 0..<32 {
            var wrong = y
            wrong[index] ^= 1
            let key = try #require(JSONWebKey(.p256(x: x, y: wrong), algorithm: .ES256))
            #expect(VerificationKey(key) == nil)
        }
    }

    @Test func `a key without an algorithm gets the usual one of its type`() throws {
        for algorithm in [SignatureAlgorithm.ES256, .EdDSA, .RS256] {
            let key = try SampleKeys.key(algorithm).publicKey
            let json = key.json.replacing(#""alg":"\#(algorithm.rawValue)","#, with: "")
            #expect(try parse("{\"keys\":[\(json)]}").keys == [key])
        }
    }

    @Test func `two keys with one id are refused`() throws {
        let keys = [SignatureAlgorithm.ES256, .EdDSA].compactMap { try? SampleKeys.key($0).publicKey }
        let json = keys.compactMap { JSONWebKey($0.parameters, algorithm: $0.algorithm, keyID: "same")?.json }
        #expect(throws: VerificationError.malformedKeySet(reason: "has two keys with the same `kid`")) {
            try parse("{\"keys\":[\(json.joined(separator: ","))]}")
        }
    }

    @Test func `huge and deep sets are refused`() {
        let limit = JSONWebKeySet.sizeLimit
        #expect(throws: VerificationError.tooLarge(limit: limit)) {
            try parse(String(repeating: " ", count: limit + 1))
        }
        #expect(throws: VerificationError.self) { try parse(String(repeating: "[", count: limit)) }
        #expect(throws: VerificationError.malformedKeySet(reason: "has more than 256 keys")) {
            try parse("{\"keys\":[\(Array(repeating: "1", count: 257).joined(separator: ","))]}")
        }
    }
}
