import AccessModel
import Foundation

@testable import TokenSigning

/// The instant at which tests happen.
let now = Timestamp(seconds: 1_790_000_000)

/// A directory of its own for one test, gone with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file with that mode and returns its path.
    func write(_ name: String, _ content: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try Data(content.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

/// One key per algorithm, made once: RSA keys take their time.
enum SampleKeys {
    static let all = Result { try SignatureAlgorithm.allCases.map(SigningKey.generate) }

    static func key(_ algorithm: SignatureAlgorithm) throws -> SigningKey {
        let keys = try all.get()
        guard let key = keys.first(where: { $0.algorithm == algorithm }) else { throw Missing() }
        return key
    }

    struct Missing: Error {}
}

extension TokenSigner {
    /// A token of these claims as text.
    func token(_ claims: String, as kind: TokenKind = .claims) throws -> String {
        String(decoding: try sign(Array(claims.utf8), as: kind), as: UTF8.self)
    }
}

extension TokenVerifier {
    /// Of a signer's keys, or of a key set's text.
    init(_ signer: TokenSigner, issuer: String? = nil, audience: String? = nil, kind: TokenKind? = .claims) throws {
        let keys = try JSONWebKeySet(parsing: signer.jwks)
        self.init(keys: keys, issuer: issuer, audience: audience, kind: kind)
    }

    func verify(_ token: String, at instant: Timestamp = now) throws(VerificationError) -> VerifiedToken {
        try verify(Array(token.utf8), at: instant)
    }
}

/// Bytes that are the same in every run.
func seededBytes(_ count: Int, using generator: inout SplitMix64) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

func base64URL(_ json: String) -> String { Base64URL.text(Array(json.utf8)) }
