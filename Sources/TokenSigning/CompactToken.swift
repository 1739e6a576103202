import StrictJSON

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

    private static let headerLimits = JSONLimits(bytes: headerLimit, depth: 4, membersPerObject: 32, values: 64)

    private static func header(_ json: [UInt8]) throws(VerificationError) -> VerifiedToken.Header {
        guard let members = try? JSONValue(json: json, limits: headerLimits).object,
            let name = members["alg"]?.string,
            let key = members.text("kid"), let type = members.text("typ")
        else { throw .malformedHeader }
        guard members["crit"] == nil, members["b64"] == nil else { throw .unsupportedExtension }
        guard let algorithm = SignatureAlgorithm(rawValue: name) else { throw .unsupportedAlgorithm(name) }
        guard let keyID = key else { throw .missingKeyID }
        return VerifiedToken.Header(algorithm: algorithm, keyID: keyID, type: type)
    }
}

extension JSONObject {
    /// A member that is a text, or is not there; nil for a member of another type.
    func text(_ name: String) -> String?? {
        switch self[name] {
        case nil, .null?: .some(nil)
        case .string(let text)?: .some(text)
        case .boolean?, .number?, .array?, .object?: nil
        }
    }

    /// The same for a number.
    func number(_ name: String) -> Double?? {
        switch self[name] {
        case nil, .null?: .some(nil)
        case .number(let number)?: .some(number.double)
        case .boolean?, .string?, .array?, .object?: nil
        }
    }
}
