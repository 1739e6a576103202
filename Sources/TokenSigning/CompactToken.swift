import Foundation

/// A compact JWS taken apart, nothing of it believed yet.
struct CompactToken {
    /// Far above what ten thousand permissions make; a header has three short members.
    static let sizeLimit = 1 << 20
    static let headerLimit = 4_096

    let header: VerifiedToken.Header
    let payload: [UInt8]
    let signature: [UInt8]
    /// Header and payload as they were sent, which is what was signed.
    let signed: [UInt8]

    init(_ text: [UInt8]) throws(VerificationError) {
        guard text.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        let dot = UInt8(ascii: ".")
        let parts = text.split(separator: dot, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count <= Self.headerLimit, let headerJSON = Base64URL.decode(parts[0]),
            let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2])
        else { throw .malformedToken }
        header = try Self.header(headerJSON)
        self.payload = payload
        self.signature = signature
        signed = Array(text[..<parts[1].endIndex])
    }

    private struct HeaderDocument: Decodable {
        let alg: String
        let kid: String?
        let typ: String?
    }

    private struct ExtensionDocument: Decodable {
        enum CodingKeys: String, CodingKey {
            case crit, b64
        }

        let isPresent: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            isPresent = container.contains(.crit) || container.contains(.b64)
        }
    }

    private static func header(_ json: [UInt8]) throws(VerificationError) -> VerifiedToken.Header {
        let decoder = JSONDecoder()
        guard let document = try? decoder.decode(HeaderDocument.self, from: Data(json)),
            let extensions = try? decoder.decode(ExtensionDocument.self, from: Data(json))
        else { throw .malformedHeader }
        guard !extensions.isPresent else { throw .unsupportedExtension }
        guard let algorithm = SignatureAlgorithm(rawValue: document.alg) else {
            throw .unsupportedAlgorithm(document.alg)
        }
        guard let keyID = document.kid else { throw .missingKeyID }
        return VerifiedToken.Header(algorithm: algorithm, keyID: keyID, type: document.typ)
    }
}
