import Foundation
import Testing

@testable import TokenSigning

@Suite struct KeyFileTests {
    private static let p256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgox47ap0rhElg6q1B
        erJBlG0th8qHB+5NYAXHle72SpWhRANCAAR+Z45zJ48Wj+cPMPttO6wde88n57zd
        js9EzAAbXlEYM6xbTLkojRCCFX9B/weGiohyiWIxxvzGBYpGJ1CU192S
        -----END PRIVATE KEY-----

        """

    /// Made for this test; without a password to ask for, it is as good as none.
    private static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgAtccXTCPp4gICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEJRGAl9SC5S3Cw/Pvkj+i/oEQJ3P
        ib+Qo8O9Es4e0MgTkjDcYppgikcssNEyKWVWJJsd9TOqoudxP9x64JHtl2OwAaM1
        20lbM1QO2pmgzMEenRc=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func failure(_ path: String, _ algorithm: SignatureAlgorithm = .ES256) -> SigningError? {
        do {
            _ = try SigningKey(pemFile: path, algorithm: algorithm)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file of mode 0600 or 0400 is loaded`() throws {
        for mode in [0o600, 0o400] {
            let file = try directory.write("\(mode).pem", Self.p256, mode: mode)
            #expect(failure(file) == nil)
        }
    }

    @Test(arguments: [0o640, 0o620, 0o604, 0o602, 0o644, 0o660, 0o777, 0o610])
    func `a file that others may use is refused, and the message says what to do`(mode: Int) throws {
        let file = try directory.write("key.pem", Self.p256, mode: mode)
        let octal = "0" + String(mode, radix: 8)
        #expect(failure(file) == .fileExposed(path: file, mode: octal))
        #expect(
            failure(file)?.description
                == "key file `\(file)` is open to other users (mode \(octal)); allow its owner alone with chmod 600"
        )
    }

    @Test func `a missing file, a directory and a pipe are refused`() throws {
        let missing = directory.path + "/none.pem"
        #expect(failure(missing) == .fileUnreadable(path: missing, reason: "no such file or directory"))
        #expect(failure(directory.path) == .fileUnreadable(path: directory.path, reason: "it is no plain file"))
        let pipe = directory.path + "/pipe"
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(failure(pipe) == .fileUnreadable(path: pipe, reason: "it is no plain file"))
    }

    @Test(.enabled(if: geteuid() != 0)) func `a file that its owner may not read is refused`() throws {
        let file = try directory.write("key.pem", Self.p256, mode: 0o200)
        #expect(failure(file) == .fileUnreadable(path: file, reason: "permission denied"))
    }

    @Test func `what holds no private key is refused`() throws {
        let halfAKey = String(Self.p256.prefix(120))
        let noise = String(repeating: "-----BEGIN ", count: 1_000)
        for content in ["", "\n", "not a key", halfAKey, Self.encrypted, noise, "\0\0\0"] {
            let file = try directory.write("key.pem", content)
            #expect(failure(file) == .fileMalformed(path: file, reason: "holds no unencrypted private key in PEM"))
        }
    }

    @Test func `a huge file is refused before it is read`() throws {
        let file = try directory.write("key.pem", String(repeating: "A", count: 2 << 20))
        #expect(failure(file) == .fileMalformed(path: file, reason: "is too large"))
    }

    @Test(arguments: [SignatureAlgorithm.EdDSA, .RS256, .PS256])
    func `a key of another type is refused`(algorithm: SignatureAlgorithm) throws {
        let file = try directory.write("key.pem", Self.p256)
        #expect(failure(file, algorithm) == .fileMalformed(path: file, reason: "holds no \(algorithm.rawValue) key"))
    }

    @Test(arguments: Self.weakKeys)
    func `a key on another curve and a short RSA key are refused`(algorithm: SignatureAlgorithm, pem: String) throws {
        let file = try directory.write("key.pem", pem)
        #expect(failure(file, algorithm) == .fileMalformed(path: file, reason: "holds no \(algorithm.rawValue) key"))
    }
}

extension KeyFileTests {
    /// secp256k1, P-384, and RSA of 1024 bits, made for this test.
    fileprivate static let weakKeys: [(SignatureAlgorithm, String)] = [
        (
            .ES256,
            """
            -----BEGIN PRIVATE KEY-----
            MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQg5kqVnJSlqHv8VeE5hXBh
            hp3Of43YbXtEm4eeNypjpFahRANCAAQ7GgIXmw5M4VQ3Oug+XqUV8J3iFuQfX3kU
            N7QH8JMlJIw7vtGZiSBd/IQC4nSvuKmRbMQbT902Lce3SoZbQ8ZP
            -----END PRIVATE KEY-----

            """
        ),
        (
            .ES256,
            """
            -----BEGIN PRIVATE KEY-----
            MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDhtstCaozmfpyi4pvr
            YyGaKjrCN4g9Jym1HtsOyfoJyAUIB0wIQqIuOUIc+lHati6hZANiAASCmWbSgnGW
            gu9yu3zq63J6Vq0ptU/HvSznSbmijNQB/XAWPqna+JhNf7a1uax2opcio3wCm/P3
            AjHs0mQOOfKR3J7oSgq2G0kw38jMacyFHEHJEOBlAGxUIMsLAUOKCFg=
            -----END PRIVATE KEY-----

            """
        ),
        (
            .RS256,
            """
            -----BEGIN PRIVATE KEY-----
            MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAM5tKGscnnWhmEPg
            fMk3cpIH/XhQ7kcj/jfF1I8cZNikki28mCrZrVHYfJBzABJFxUgYhnNCjXitVnNh
            Mqq2J5gA7UEAHbBbq33bF5ee7ZG3mH+0bfjRvBhmzIwSFqw40IEllcb7rsbtTa41
            Gy5IZjKfsXRvxh2h/2u2P9uB0f0RAgMBAAECgYADueaz4EVf/DXCa+f0veJ8jlZd
            +KAEerrZCOIoXyvW2UmmN7RLebhuNMky1lCXA9lmzsKGjBn/pqlb1dJTUIxwYqXn
            VWJsLWN1qv6PIU7AEKiFuekZVAafsSpRTpL/QC5vPZVLDV0RdDq1coFHsOhOiq99
            tlL+jTG6waJs29SkTQJBAPyJcvLJlMOV9x7rHhC+KCr3yF/kOTqPkV/GVJdItQve
            m6hR84gjb4fkCjC9O4W76mWfOSbDkSPJHp4nLQkbmFMCQQDRQdWQTX6Hf/t+BKFm
            05QXbcd3aokH7Z3LgzFxpmcD5a/Ri4hvaBubC1xXvVZ60jf/ouqbvOUtAG2xDRsM
            Z5iLAkEAvnqOEUKqyruaod+F1esYMRCkOm/SGrGfXTYjJ9jXdhR6JANsRQs1XLJM
            XWbeNoj+y5fFa8+m8e8JARFbjrsZsQJAX+dgTaZ2mvtY88SDhHDrqmExzdURwIRy
            kVcrTf8Jr4uRLORaP1Tjcgee5sdr3xaBe7Pa+k10a0+K9l4fS2wfSQJAZowOEGBE
            Pqe+TH91+5lvJ3Fevs0WP+dBhvB8N7qvT9nEgnaIlocdleW3H9hl6bB0KB8QyUWP
            nXL+TqAQuNuGxQ==
            -----END PRIVATE KEY-----

            """
        ),
    ]
}
