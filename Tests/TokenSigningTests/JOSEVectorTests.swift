import Testing

@testable import TokenSigning

/// The examples that the standards print.
@Suite struct JOSEVectorTests {
    private func key(_ members: String) throws -> VerificationKey {
        let set = try JSONWebKeySet(parsing: Array("{\"keys\":[{\"kid\":\"k\",\(members)}]}".utf8))
        return try #require(set.verificationKey(id: "k"))
    }

    /// Whether the key verifies the compact token, whatever its header says.
    private func verifies(_ key: VerificationKey, _ token: String) throws -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        let signature = try #require(Base64URL.decode(parts[2].utf8))
        return key.verifies(signature, of: Array("\(parts[0]).\(parts[1])".utf8))
    }

    @Test func `RFC 7515 A.2, RS256`() throws {
        let key = try key(#""kty":"RSA","alg":"RS256","n":"\#(Vectors.rs256Modulus)","e":"AQAB""#)
        #expect(try verifies(key, Vectors.rs256Token))
        #expect(try !verifies(key, Vectors.rs256Token.replacing("eyJpc3Mi", with: "eyJpc3Nj")))
    }

    @Test func `RFC 7515 A.3, ES256`() throws {
        let key = try key(#""kty":"EC","crv":"P-256","x":"\#(Vectors.es256X)","y":"\#(Vectors.es256Y)""#)
        #expect(try verifies(key, Vectors.es256Token))
        #expect(try !verifies(key, Vectors.es256Token.replacing("eyJpc3Mi", with: "eyJpc3Nj")))
    }

    @Test func `RFC 7638 3.1, thumbprint of an RSA key`() throws {
        let key = try key(#""kty":"RSA","alg":"RS256","n":"\#(Vectors.thumbprintModulus)","e":"AQAB""#)
        #expect(key.key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test func `RFC 8037 A.3 and A.5, thumbprint and verification with Ed25519`() throws {
        let key = try key(#""kty":"OKP","crv":"Ed25519","x":"\#(Vectors.ed25519X)""#)
        #expect(key.key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(try verifies(key, Vectors.ed25519Token))
        #expect(try !verifies(key, Vectors.ed25519Token.replacing("RXhhbXBs", with: "RXhhbXBt")))
    }

    @Test func `RFC 8037 A.4, signing with Ed25519`() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("key.pem", Vectors.ed25519PEM)
        let key = try SigningKey(pemFile: file, algorithm: .EdDSA)
        #expect(key.keyID == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        let signed = try #require(Vectors.ed25519Token.lastIndex(of: "."))
        let signature = try key.sign(Array(Vectors.ed25519Token[..<signed].utf8))
        #expect(Base64URL.text(signature) == Vectors.ed25519Token[signed...].dropFirst())
    }
}

private enum Vectors {
    static let rs256Modulus = """
        ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS\
        -pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2C\
        apHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb\
        54h4FRWyuXpoQ
        """
    static let rs256Token = """
        eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn\
        VlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF\
        9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_\
        dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igc\
        N_IoypGlUPQGe77Rw
        """
    static let es256X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    static let es256Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    static let es256Token = """
        eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn\
        VlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
        """
    static let thumbprintModulus = """
        0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok\
        njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu\
        6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8a\
        wapJzKnqDKgw
        """
    static let ed25519X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    static let ed25519Token = """
        eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki\
        4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg
        """
    /// The private key of A.1 behind the PKCS #8 prefix of RFC 8410.
    static let ed25519PEM = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----

        """
}
